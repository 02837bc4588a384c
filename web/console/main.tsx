import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { createQueryClient } from './api/createQueryClient.ts'
import { applyTheme } from './components/theme.ts'
import { ErrorBoundary } from './components/ErrorBoundary.tsx'
import { ToastHost } from './components/toasts.tsx'
import './styles/console.css'

applyTheme()
const client = createQueryClient()

const place = document.getElementById('console')
if (place === null) throw new Error('The page has no place for the console.')
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <ErrorBoundary>
        <ToastHost>
          <App />
        </ToastHost>
      </ErrorBoundary>
    </QueryClientProvider>
  </StrictMode>,
)
