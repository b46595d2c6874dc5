import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { LanguageProvider } from './i18n/language.tsx';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The core is usually this machine, reachable without any network.
      networkMode: 'always',
      // Events say when something is stale, and a new connection refreshes everything.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: false,
    },
  },
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html lacks the element #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <LanguageProvider>
        <App />
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
