import { Card, Stack, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Waiting } from '../../components/Loading';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { bulletins } from '../content/api';
import { BulletinRow } from '../content/BulletinRow';
import { useMe } from '../identity/useMe';
import { questions, shown_most, view_of_kind, waiting_for } from './waiting';

/** Each state is asked for by itself, so that a long archive hides nothing. */
export function WaitingForMe() {
  const { t } = useTranslation('home');
  const actor = useMe();
  const found = useQueries({
    queries: questions(actor.id).map((query) => ({
      queryKey: ['bulletins', query], queryFn: () => bulletins(query),
    })),
  });
  const failed = found.find((one) => one.error && !one.data);
  if (failed) return <ProblemNote error={failed.error} retry={() => void failed.refetch()} />;
  if (found.some((one) => !one.data)) return <Waiting rows={3} />;
  const items = found.flatMap((one) => one.data?.items ?? []);
  const groups = waiting_for(actor.id, items).filter((group) => group.items.length > 0);
  return (
    <Section title={t('waiting.title')}>
      {groups.length === 0 && <Card><Text c="dimmed">{t('waiting.none')}</Text></Card>}
      {groups.map((group) => (
        <Stack key={group.kind} gap={6}>
          <Text size="sm" fw={500} c="dimmed">{t(`waiting.${group.kind}`)}</Text>
          <div className="list">
            {group.items.slice(0, shown_most).map((one) => (
              <BulletinRow key={one.id} bulletin={one} />
            ))}
            {group.items.length > shown_most && (
              <Link className="row-link row-more" to="/bulletins" search={view_of_kind[group.kind]}
                aria-label={`${t('waiting.all')}: ${t(`waiting.${group.kind}`)}`}>
                {t('waiting.all')}
              </Link>
            )}
          </div>
        </Stack>
      ))}
    </Section>
  );
}
