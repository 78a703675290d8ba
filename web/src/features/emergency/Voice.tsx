import { Button, Group, Stack, Text } from '@mantine/core';
import { IconMicrophone } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { live_sessions, open_live } from '../live/api';
import { OnAir } from '../live/OnAir';
import type { Emergency } from './api';

/** Speaking over its loudspeakers: siren and words give way to the voice, and come back after it. */
export function Voice({ emergency: one }: { emergency: Emergency }) {
  const { t } = useTranslation('emergency');
  const client = useQueryClient();
  const [opened, set_opened] = useState<string>();
  const list = useQuery({
    queryKey: ['live'], queryFn: live_sessions, enabled: one.voice_run !== undefined,
    refetchInterval: 2000,
  });
  const opening = useMutation({
    mutationFn: () => open_live({
      emergency: one.id, source: 'microphone', minutes: one.request.minutes ?? 30,
    }),
    onSuccess: async ({ id }) => {
      set_opened(id);
      await Promise.all(['live', 'emergency'].map((key) =>
        client.invalidateQueries({ queryKey: [key] })));
    },
  });
  const session = one.voice_run === undefined ? undefined : list.data?.items.find(
    ({ emergency, state }) => emergency === one.id && state !== 'ended');
  if (session) return <OnAir session={session} speak_at_once={session.id === opened} />;
  if (!may(one, 'speak')) return null;
  return (
    <Stack gap={6}>
      <Group>
        <Button size="lg" variant="default" className="go-button" loading={opening.isPending}
          leftSection={<IconMicrophone size={22} aria-hidden />} onClick={() => opening.mutate()}>
          {t('voice.speak')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">{t('voice.says')}</Text>
      <ProblemNote error={opening.error} />
    </Stack>
  );
}
