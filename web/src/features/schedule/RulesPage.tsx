import { Button, Card, Group, NumberInput, SimpleGrid, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayLine } from '../../components/DayLine';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { local_date } from '../../lib/time';
import { useMe } from '../identity/useMe';
import { rules, save_rules, type UnitRules } from './api';
import { own_rules } from './own_rules';
import { DaysOff, QuietHours, WeekdaysOff, Windows } from './RulesParts';
import { Stagger } from './Stagger';
import { allowed_spans, span_words } from './windows';

export function RulesPage() {
  const { t } = useTranslation('schedule');
  const { unit } = useMe();
  const query = useQuery({
    queryKey: ['rules', unit.area], queryFn: () => rules(unit.area),
  });
  return (
    <Page title={t('rules.title')} intro={t('rules.intro')} width={760}>
      <Loaded query={query}>
        {(data) => <Form key={data.version} rules={own_rules(data, unit, Date.now())} />}
      </Loaded>
    </Page>
  );
}

function Form({ rules: known }: { rules: UnitRules }) {
  const { t } = useTranslation('schedule');
  const client = useQueryClient();
  const [draft, set_draft] = useState(known);
  const editable = may(useMe(), 'manage_settings');
  const set = (change: Partial<UnitRules>) => set_draft((before) => ({ ...before, ...change }));
  const saving = useMutation({
    mutationFn: () => save_rules(draft),
    onSuccess: (saved) => {
      client.setQueryData(['rules', known.area], saved);
      notifications.show({ message: t('shell:saved') });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const spans = allowed_spans(draft, local_date(Date.now()));
  const parts = { draft, editable, set };
  return (
    <form onSubmit={send}>
      <Stack gap="lg">
        <div>
          <DayLine label={t('rules.line')} windows={spans} planned={[]} />
          <Note>
            {spans.length > 0
              ? t('rules.today', { hours: span_words(spans) }) : t('rules.today_none')}{' '}
            {t('rules.why')}
          </Note>
        </div>
        {!editable && <Note>{t('rules.read_only')}</Note>}
        <Card><Windows {...parts} /></Card>
        <Card><QuietHours {...parts} /></Card>
        <Card>
          <Stack gap="lg">
            <WeekdaysOff {...parts} />
            <DaysOff {...parts} />
          </Stack>
        </Card>
        <Card><Limits {...parts} /></Card>
        <Card><Stagger {...parts} /></Card>
        <ProblemNote error={saving.error} />
        {editable && (
          <Group justify="flex-end">
            <Button type="submit" loading={saving.isPending}>{t('shell:save')}</Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

interface LimitsProps {
  draft: UnitRules;
  editable: boolean;
  set: (change: Partial<UnitRules>) => void;
}

function Limits({ draft, editable, set }: LimitsProps) {
  const { t } = useTranslation('schedule');
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <NumberInput label={t('rules.session')} min={1} max={720} disabled={!editable}
        value={draft.session_minutes_max}
        onChange={(value) => set({ session_minutes_max: Number(value) || 1 })} />
      <NumberInput label={t('rules.day')} min={1} max={1440} disabled={!editable}
        value={draft.day_minutes_max}
        onChange={(value) => set({ day_minutes_max: Number(value) || 1 })} />
    </SimpleGrid>
  );
}
