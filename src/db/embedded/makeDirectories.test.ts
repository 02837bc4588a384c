import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeDirectories } from './makeDirectories.ts'

it('makes every missing parent, and is content with what is there', async () => {
  const root = await mkdtemp(join(tmpdir(), 'runtruth-directories-'))
  try {
    await Promise.all([makeDirectories(join(root, 'a/b/c')), makeDirectories(join(root, 'a/b/d'))])
    await makeDirectories(join(root, 'a/b/c'))
    expect(existsSync(join(root, 'a/b/c')) && existsSync(join(root, 'a/b/d'))).toBe(true)
    await writeFile(join(root, 'file'), '')
    await expect(makeDirectories(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' })
    await expect(makeDirectories(join(root, 'file/below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  } finally {
    await rm(root, { recursive: true })
  }
})

it.runIf(process.platform === 'linux')('says so where nothing can ever be made, instead of trying for ever', async () => {
  await expect(makeDirectories('/proc/runtruth/data')).rejects.toThrow('ENOENT')
})
