import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './tokens.css';
import './ui/base.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { App } from './App.tsx';
import { hostOver } from './host/client.ts';
import { HostProvider } from './host/context.ts';
import { keepOpen } from './host/link.ts';
import { pipeHere } from './host/pipes.ts';
import { startTexts } from './i18n.ts';
import { cspNonce } from './ui/nonce.ts';
import { firstScheme, SCHEME_KEY } from './ui/scheme.ts';
import { cssVariablesResolver, theme } from './ui/theme.ts';

document.documentElement.dataset.theme = firstScheme(localStorage.getItem(SCHEME_KEY), matchMedia('(prefers-color-scheme: light)').matches);

const link = keepOpen(pipeHere());
const host = hostOver(link);
const queries = new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false, refetchOnReconnect: false } } });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" getStyleNonce={cspNonce} colorSchemeManager={localStorageColorSchemeManager({ key: SCHEME_KEY })}>
      <I18nextProvider i18n={startTexts()}>
        <QueryClientProvider client={queries}>
          <HostProvider value={{ host, link }}>
            <App />
          </HostProvider>
        </QueryClientProvider>
      </I18nextProvider>
    </MantineProvider>
  </StrictMode>,
);
