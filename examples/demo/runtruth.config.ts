import { defineConfig } from 'runtruth'
import { backupAdapter, filesBackup } from './filesBackup.ts'
import { filesInventory } from './filesInventory.ts'
import { seed } from './seed.ts'

export default defineConfig({
  operations: [filesInventory, filesBackup],
  adapters: [backupAdapter],
  onReady: seed,
})
