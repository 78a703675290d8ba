import { useQuery, useQueryClient } from '@tanstack/react-query';
import { preview, type Proposal } from './api';

/** What saving would do, asked of the server whenever the proposal changes. */
export function usePreview(asked: Proposal | undefined) {
  return useQuery({
    queryKey: ['preview', asked], queryFn: () => preview(asked!), enabled: asked !== undefined,
    staleTime: 0, placeholderData: (before) => before,
  });
}

/** After a programme was saved: everything that is drawn from programmes is asked for anew. */
export function useScheduleChanged() {
  const client = useQueryClient();
  return async () => {
    for (const key of ['programmes', 'runs', 'dry-run', 'bulletins', 'bulletin']) {
      await client.invalidateQueries({ queryKey: [key] });
    }
  };
}
