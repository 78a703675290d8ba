import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemNote } from './ProblemNote';

export function Waiting({ rows = 4 }: { rows?: number }) {
  return (
    <Stack gap="sm" role="status" aria-busy="true" aria-label="…">
      {Array.from({ length: rows }, (_, row) => <Skeleton key={row} height={64} />)}
    </Stack>
  );
}

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}

/** Waits, shows the problem, or shows the thing: the three lives of every question. */
export function Loaded<T>({ query, rows, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) {
    return <ProblemNote error={query.error} retry={() => void query.refetch()} />;
  }
  return <Waiting rows={rows} />;
}
