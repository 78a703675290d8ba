import { lazy, Suspense } from 'react';
import type { StopDialogProps } from './StopDialog';

// Most visits end without stopping anything.
const StopDialog = lazy(async () => ({ default: (await import('./StopDialog')).StopDialog }));

/** The dialog by which something falls silent, fetched when it is asked for. */
export function StopOffer(props: StopDialogProps) {
  return <Suspense><StopDialog {...props} /></Suspense>;
}
