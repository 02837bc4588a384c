export { createHttpHandler, type HttpLimits, type Peer } from './createHttpHandler.ts'
export { HTTP_STATUS } from './problem.ts'
export { serveHttp, type HttpServer } from './serveHttp.ts'
