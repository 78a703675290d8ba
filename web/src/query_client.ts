import { QueryClient } from '@tanstack/react-query';
import { Problem } from './api/problem';

export const query_client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal will be refused again; only a lost connection is worth a second try.
      retry: (count, error) => !(error instanceof Problem) && count < 2,
    },
  },
});
