import { RuntruthError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { QueueSource, SourceDesk, SourceReader } from './contract.ts'

/** The sources of a process, each opened when it is first needed. Throws `invalid_config` for two of one name. */
export function openSources(sources: readonly QueueSource[], log: Log): SourceDesk {
  const byName = new Map<string, QueueSource>()
  for (const source of sources) {
    if (byName.has(source.name)) {
      throw new RuntruthError('invalid_config', `Two sources are named ${JSON.stringify(source.name)}. Give each a name of its own.`)
    }
    byName.set(source.name, source)
  }
  const readers = new Map<string, SourceReader>()
  return {
    all: [...byName.values()],
    find: (name) => byName.get(name),
    reader: (source) => {
      const there = readers.get(source.name)
      if (there) return there
      const reader = source.openReader({ log })
      readers.set(source.name, reader)
      return reader
    },
    close: async () => {
      await Promise.all([...readers.values()].map(async (reader) => await reader.close()))
      readers.clear()
    },
  }
}
