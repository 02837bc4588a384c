/** Preloaded into a server that is to know only what one on another machine would: no process id says anything to it. */

import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'

os.hostname = () => 'another-machine.example'
syncBuiltinESMExports()
