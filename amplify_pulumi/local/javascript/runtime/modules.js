// The objects that code can import: `util` itself and the built-in modules.

const utilObject = {
  escapeJavaScript,
  urlEncode,
  urlDecode,
  base64Encode,
  base64Decode,
  ...identifiers,
  ...raise,
  matches: javaMatches,
  authType: () => authenticationTypes[state.authenticationType] ?? null,
  time: timeUtil,
  dynamodb: dynamodbUtil,
  transform: {
    toDynamoDBFilterExpression: conditionText,
    toDynamoDBConditionExpression: conditionText,
    toElasticsearchQueryDSL,
    toSubscriptionFilter,
  },
  rds: rdsUtil,
  http: httpUtil,
  xml: xmlUtil,
  math: mathUtil,
  str: { normalize: normalizeString },
};

const builtInModules = {
  "@aws-appsync/utils": { util: utilObject, extensions: extensionsObject, runtime: runtimeObject },
  "@aws-appsync/utils/dynamodb": dynamodbModule,
  "@aws-appsync/utils/ai": {
    invokeModel: (payload) => ({ operation: "InvokeModel", ...payload }),
    converse: (payload) => ({ operation: "Converse", ...payload }),
  },
};
