const httpUtil = {};
const xmlUtil = {};
const dynamodbModule = {};
const normalizeString = (v) => v;
const javaMatches = () => false;
const javaReplace = (t,p,r) => t;
const toElasticsearchQueryDSL = () => "";
