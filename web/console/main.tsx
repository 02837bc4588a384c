import { createRoot, hydrateRoot } from 'react-dom/client'
import { browserClock } from '../browserClock.ts'
import { createQueryClient } from './api/createQueryClient.ts'
import { keys } from './api/keys.ts'
import { Console } from './Console.tsx'
import { applyTheme, keptTheme } from './components/theme.ts'
import { keepAnswers, readTold, toldClock } from './drawn/told.ts'
import { noteReader } from './drawn/noteReader.ts'
import { isReturning } from './routes/hub/useReturn.ts'
import './styles/console.css'

applyTheme()
const reader = noteReader(keptTheme())
const client = createQueryClient()

const place = document.getElementById('console')
if (place === null) throw new Error('The page has no place for the console.')
const told = readTold(document)
if (told === null) {
  createRoot(place).render(<Console client={client} readNow={browserClock.nowMs} told={null} />)
} else {
  document.getElementById('asleep')?.remove()
  const [visit] = performance.getEntriesByType('navigation')
  // Its end: the beginning was sent before anything was asked.
  const endedMs = visit instanceof PerformanceNavigationTiming ? visit.responseEnd : 0
  const arrivedMs = endedMs > 0 ? endedMs : browserClock.monotonicMs()
  const clock = toldClock(told, arrivedMs)
  keepAnswers(client, told, browserClock.nowMs() - (browserClock.monotonicMs() - arrivedMs))
  // It was asked without putting off its end, which only its own answer can do.
  void client.invalidateQueries({ queryKey: keys.session })
  const console = <Console client={client} readNow={clock.nowMs} told={clock} />
  // Whoever returns to a place in the list needs all of it at once; whoever reads in another zone than the one that drew reads other words.
  if (told.reader === reader && !isReturning()) hydrateRoot(place, console)
  else createRoot(place).render(console)
}
