import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { App, type Address } from './App.tsx'
import { ErrorBoundary } from './components/ErrorBoundary.tsx'
import { ToastHost } from './components/toasts.tsx'
import { ToldTime, type ToldClock } from './drawn/told.ts'
import { ServerTime } from './components/useNow.ts'

interface ConsoleProps {
  readonly client: QueryClient
  /** The server's time as far as it is known before the live layer has heard it. */
  readonly readNow: () => number
  /** Of a page that was drawn on the server. */
  readonly told: ToldClock | null
  /** On the server. */
  readonly address?: Address
}

/** All of it, the same in a browser and on the server that draws its first page. */
export function Console({ client, readNow, told, address }: ConsoleProps) {
  return (
    <StrictMode>
      <QueryClientProvider client={client}>
        <ToldTime value={told}>
          <ServerTime value={readNow}>
            <ErrorBoundary>
              <ToastHost>
                <App {...(address === undefined ? {} : { address })} />
              </ToastHost>
            </ErrorBoundary>
          </ServerTime>
        </ToldTime>
      </QueryClientProvider>
    </StrictMode>
  )
}
