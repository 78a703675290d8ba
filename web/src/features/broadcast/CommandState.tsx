import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { ProblemNote } from '../../components/ProblemNote';
import { command, type Ordered } from './api';
import { delivery_states, delivery_tone } from './delivery';

/** Which clusters have an order by now: sent is not received, and received is not obeyed. */
export function CommandState({ ordered }: { ordered: Ordered }) {
  const { t } = useTranslation('broadcast');
  const query = useQuery({
    queryKey: ['command', ordered.command],
    queryFn: () => command(ordered.command),
    refetchInterval: 1500,
  });
  const counts = query.data?.counts ?? {};
  const known = delivery_states.filter((state) => (counts[state] ?? 0) > 0);
  return (
    <Stack gap="sm" role="status">
      <Text>{t('command.sent', { count: ordered.devices })}</Text>
      <Group gap={6}>
        {known.map((state) => (
          <Chip key={state} tone={delivery_tone[state]}>
            {counts[state]} {t(`states.${state}`).toLocaleLowerCase()}
          </Chip>
        ))}
      </Group>
      <ProblemNote error={query.error} />
    </Stack>
  );
}
