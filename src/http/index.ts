export { createHttpHandler, type HttpLimits } from './createHttpHandler.ts'
export type { Peer } from './peer.ts'
export { HTTP_STATUS } from './problem.ts'
export { serveHttp, type HttpServer } from './serveHttp.ts'
