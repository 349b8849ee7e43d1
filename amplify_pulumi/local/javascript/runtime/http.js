// util.http: headers to pass on to a data source, and headers of the response.

/** What copyHeaders leaves out (developer guide, "HTTP helpers"). */
const hopHeaders = [
  "connection", "content-length", "expect", "host", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "transfer-encoding", "upgrade",
];
/** Headers of the response that a handler cannot set: the existing and the restricted ones. */
const reservedHeaders = ["content-type", "content-length", "connection", "date", "transfer-encoding", "via", "access-control-allow-origin"];
const reservedPrefixes = ["x-amzn-", "x-amz-"];
const maximumHeaderBytes = 4096;

const headerText = (value) => (typeof value === "object" ? toJson(value) : `${value}`);

const addResponseHeader = (name, value) => {
  const lower = `${name}`.toLowerCase();
  if (reservedHeaders.includes(lower) || reservedPrefixes.some((prefix) => lower.startsWith(prefix))) {
    fail(`The response header ${toJson(name)} cannot be set.`);
  }
  state.headers = { ...state.headers, [name]: headerText(value) };
  const size = keysOf(state.headers).reduce((sum, key) => sum + utf8Bytes(key).length + utf8Bytes(state.headers[key]).length, 0);
  if (size > maximumHeaderBytes) {
    fail(`The response headers have ${size} bytes; AppSync allows ${maximumHeaderBytes}.`);
  }
};

const httpUtil = {
  copyHeaders(headers) {
    const copy = {};
    for (const name of keysOf(headers ?? {})) {
      if (!hopHeaders.includes(name.toLowerCase())) {
        copy[name] = headers[name];
      }
    }
    return copy;
  },
  addResponseHeader,
  addResponseHeaders(headers) {
    for (const name of keysOf(headers ?? {})) {
      addResponseHeader(name, headers[name]);
    }
  },
};
