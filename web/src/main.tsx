import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import './styles/fonts';
import './styles/global.css';
import { MantineProvider, localStorageColorSchemeManager } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { Notices } from './components/Notices';
import { start_i18n } from './i18n';
import { query_client } from './query_client';
import { router } from './router';
import { css_variables, theme } from './styles/theme';

const appearance = localStorageColorSchemeManager({ key: 'nguon.appearance' });

async function start() {
  if (import.meta.env.MODE === 'demo') {
    const { start_demo } = await import('../demo/start');
    start_demo();
  }
  await start_i18n();
  createRoot(document.getElementById('root')!).render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={css_variables}
      colorSchemeManager={appearance}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={query_client}>
        <Notices />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

void start();
// Pages that did not come over TLS have none; the console works the same without it.
if (import.meta.env.PROD && import.meta.env.MODE !== 'demo') {
  navigator.serviceWorker?.register('/service_worker.js').catch(() => undefined);
}
