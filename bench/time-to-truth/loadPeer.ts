import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const resolvePeer = createRequire(new URL('./peers/package.json', import.meta.url)).resolve

/** A module of the folder `peers`, which has dependencies of its own. The caller states its type; nothing here checks it. */
export async function loadPeer<Module>(name: string): Promise<Module> {
  return (await import(pathToFileURL(resolvePeer(name)).href)) as Module
}
