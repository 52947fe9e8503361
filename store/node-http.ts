/**
 * `node:http` when it is needed. A static import would be hoisted to the top of a bundle, and importing it as an ES
 * module reads all its exports, `WebSocket` among them, which loads all of Node's fetch: 25 ms of every start of the
 * command line.
 */
export const nodeHttp = (): typeof import('node:http') => process.getBuiltinModule('node:http');
