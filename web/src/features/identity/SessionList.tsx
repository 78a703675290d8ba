import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Loaded } from '../../components/Loading';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { ago, when } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { browser_name } from './browser_name';
import { end_session, sessions } from './api';

export function SessionList() {
  const { t, i18n } = useTranslation('identity');
  const now = useNow();
  const client = useQueryClient();
  const list = useQuery({ queryKey: ['sessions'], queryFn: sessions });
  const ending = useMutation({
    mutationFn: end_session,
    onSuccess: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  return (
    <Section title={t('sessions.title')}>
      <Text c="dimmed">{t('sessions.why')}</Text>
      <ProblemNote error={ending.error} />
      <Loaded query={list} rows={2}>
        {({ items }) => (
          <div className="list">
            {items.map((one) => (
              <div key={one.id} className="row-link">
                <Group justify="space-between" gap="sm">
                  <div>
                    <Text fw={500}>{browser_name(one.user_agent)}</Text>
                    <Text size="sm" c="dimmed">
                      {t('sessions.row', {
                        address: one.peer,
                        since: when(one.created_at, now, i18n.language),
                        seen: ago(one.last_seen_at, now, i18n.language),
                      })}
                    </Text>
                  </div>
                  {one.current
                    ? <Chip tone="accent">{t('sessions.this')}</Chip>
                    : (
                      <Button variant="default" size="xs" loading={ending.isPending}
                        onClick={() => ending.mutate(one.id)}>
                        {t('sessions.end')}
                      </Button>
                    )}
                </Group>
              </div>
            ))}
          </div>
        )}
      </Loaded>
    </Section>
  );
}
