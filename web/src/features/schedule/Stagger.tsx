import { Button, Card, Group, List, Stack, Switch, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Waiting } from '../../components/Loading';
import { Note } from '../../components/Note';
import { NumberField } from '../../components/NumberField';
import { ProblemNote } from '../../components/ProblemNote';
import { duration } from '../../lib/time';
import { type Preview, stagger, type UnitRules } from './api';
import { counts_of_slots } from './stagger_slots';

// The map is large, and most look at the numbers alone.
const StaggerMap = lazy(async () => ({ default: (await import('./StaggerMap')).StaggerMap }));

const usual_metres = 800;

interface StaggerProps {
  draft: UnitRules;
  editable: boolean;
  set: (change: Partial<UnitRules>) => void;
}

/** Whether clusters that hear each other speak one after the other, and what that costs. */
export function Stagger({ draft, editable, set }: StaggerProps) {
  const { t } = useTranslation('schedule');
  const metres = draft.stagger?.hearing_metres;
  return (
    <Stack gap="sm" role="group" aria-label={t('stagger.title')}>
      <Switch label={t('stagger.title')} description={t('stagger.hint')} disabled={!editable}
        checked={metres !== undefined}
        onChange={({ currentTarget: { checked } }) =>
          set({ stagger: checked ? { hearing_metres: usual_metres } : undefined })} />
      {metres !== undefined && (
        <>
          <NumberField label={t('stagger.metres')} min={100} max={3000} step={100}
            disabled={!editable} value={metres}
            on_change={(hearing_metres) => set({ stagger: { hearing_metres } })} />
          <Cost area={draft.area} metres={metres} />
        </>
      )}
    </Stack>
  );
}

/** The slots as the server would give them with this distance. */
function Cost({ area, metres }: { area: string; metres: number }) {
  const { t, i18n } = useTranslation('schedule');
  const [on_map, set_on_map] = useState(false);
  const [asked] = useDebouncedValue(Math.min(3000, Math.max(100, Math.round(metres))), 400);
  const query = useQuery({
    queryKey: ['stagger', area, asked], queryFn: () => stagger(area, asked),
  });
  if (query.error) {
    return <ProblemNote error={query.error} retry={() => void query.refetch()} />;
  }
  if (!query.data) return null;
  const { devices, duration_ms, added_ms, without_position } = query.data;
  const counts = counts_of_slots(devices);
  const map = on_map
    ? (
      <Suspense fallback={<Waiting rows={2} />}>
        <StaggerMap area={area} slots={devices} metres={asked} />
      </Suspense>
    )
    : (
      <Group>
        <Button variant="default" size="sm" onClick={() => set_on_map(true)}>
          {t('stagger.see_map')}
        </Button>
      </Group>
    );
  return (
    <Note>
      <Text>
        {counts.length < 2 ? t('stagger.nobody') : t('stagger.cost', {
          slots: counts.length, length: duration(duration_ms, i18n.language),
          added: duration(added_ms, i18n.language),
        })}
      </Text>
      {counts.length > 1 && <Slots counts={counts} />}
      {devices.length > 0 && map}
      {without_position.length > 0 && (
        <Text size="sm">{t('stagger.without_position', { count: without_position.length })}</Text>
      )}
    </Note>
  );
}

function Slots({ counts }: { counts: number[] }) {
  const { t } = useTranslation('schedule');
  return (
    <List size="sm">
      {counts.map((count, slot) => (
        <List.Item key={slot}>{t('stagger.slot', { slot: slot + 1, count })}</List.Item>
      ))}
    </List>
  );
}

/** What the slots mean for the programme that is being written. */
export function StaggerCard({ stagger: planned }: { stagger: NonNullable<Preview['stagger']> }) {
  const { t, i18n } = useTranslation('schedule');
  return (
    <Card>
      <Text fw={600}>{t('stagger.preview')}</Text>
      <Text size="sm">
        {t('stagger.later', { added: duration(planned.added_ms, i18n.language) })}
      </Text>
      <Slots counts={planned.device_counts} />
    </Card>
  );
}
