import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { ApiProblem } from './api/problem.ts'
import { ToastHost } from './components/toasts.tsx'
import './styles/console.css'

const AGAIN = 2

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only silence and trouble on the other side are worth asking again.
      retry: (failures, error) => failures < AGAIN && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500),
      staleTime: 5_000,
    },
  },
})

const place = document.getElementById('console')
if (place === null) throw new Error('The page has no place for the console.')
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <ToastHost>
        <App />
      </ToastHost>
    </QueryClientProvider>
  </StrictMode>,
)
