import type { Flag } from '../command.ts'

/** Flags that several commands share, worded once. */
export const json = { kind: 'switch', help: "print the API's JSON" } as const satisfies Flag
export const workspace = {
  kind: 'text',
  value: 'W',
  help: "workspace; default: the token's own, or the only one there is",
} as const satisfies Flag
export const workspaceOfId = { kind: 'text', value: 'W', help: 'workspace to look in; default: wherever the id is' } as const satisfies Flag
export const tenant = { kind: 'text', value: 'T', help: 'tenant' } as const satisfies Flag
export const tenants = {
  kind: 'texts',
  value: 'T',
  help: 'reach this tenant only; may be given several times; default: all',
} as const satisfies Flag
export const config = {
  kind: 'text',
  value: 'FILE',
  help: 'config file; default: runtruth.config.ts here, or that of the running start',
} as const satisfies Flag
export const withParent = {
  kind: 'switch',
  help: 'stop when standard input ends; how `start` keeps its processes from outliving it',
} as const satisfies Flag
