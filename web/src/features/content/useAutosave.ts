import { useDebouncedCallback } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type Bulletin, edit } from './api';
import { type Draft, draft_of, with_draft } from './body';

/**
 * Keeps what is typed in the browser at once and sends it a moment after the last key; also when
 * the screen is left. One request at a time, each with the version of the reply before, so that two
 * officers in one text are told instead of overwriting each other.
 */
export function useAutosave(bulletin: Bulletin) {
  const client = useQueryClient();
  const [fields, set_fields] = useState<Draft>(() => draft_of(bulletin.body));
  const unsent = useRef<Partial<Draft>>({});
  const latest = useRef(bulletin);
  const saving = useMutation({
    mutationFn: (wanted: Partial<Draft>) => {
      const { id, version, body } = latest.current;
      return edit(id, version, with_draft(body, wanted));
    },
    onSuccess: (saved) => {
      latest.current = saved;
      client.setQueryData(['bulletin', bulletin.id], saved);
      void client.invalidateQueries({ queryKey: ['bulletins'] });
    },
    onError: (_error, wanted) => {
      unsent.current = { ...wanted, ...unsent.current };
    },
    scope: { id: `bulletin-${bulletin.id}` },
  });
  const send = () => {
    if (Object.keys(unsent.current).length === 0) return;
    const wanted = unsent.current;
    unsent.current = {};
    saving.mutate(wanted);
  };
  const send_soon = useDebouncedCallback(send, 800);
  const send_now = useRef(send);
  send_now.current = send;
  useEffect(() => () => send_now.current(), []);
  const set = (wanted: Partial<Draft>) => {
    unsent.current = { ...unsent.current, ...wanted };
    set_fields((before) => ({ ...before, ...wanted }));
    send_soon();
  };
  return { fields, set, saving: saving.isPending, error: saving.error, retry: send };
}
