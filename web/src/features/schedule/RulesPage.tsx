import { Button, Card, Group, NumberInput, SimpleGrid, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClockInput } from '../../components/ClockInput';
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
import { allowed_spans } from './windows';

export function RulesPage() {
  const { t } = useTranslation('schedule');
  const { unit } = useMe();
  const query = useQuery({
    queryKey: ['rules', unit.area], queryFn: () => rules(unit.area),
  });
  return (
    <Page title={t('rules.title')} intro={t('rules.intro')} width={760}>
      <Loaded query={query}>{(data) => <Form key={data.version} rules={own_rules(data, unit, Date.now())} />}</Loaded>
    </Page>
  );
}

function Form({ rules: known }: { rules: UnitRules }) {
  const { t } = useTranslation('schedule');
  const client = useQueryClient();
  const [draft, set_draft] = useState(known);
  const actor = useMe();
  const editable = may(actor, 'manage_settings');
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
  const set_window = (index: number, change: Partial<{ from: string; to: string }>) =>
    set_draft((before) => ({
      ...before,
      windows: before.windows.map((one, at) => (at === index ? { ...one, ...change } : one)),
    }));
  return (
    <form onSubmit={send}>
      <Stack gap="lg">
        <DayLine label={t('rules.line')} windows={allowed_spans(draft, local_date(Date.now()))} planned={[]} />
        <Note>{t('rules.why')}</Note>
        <Card>
          <Stack gap="md">
            <Text fw={500}>{t('rules.windows')}</Text>
            {draft.windows.map((one, index) => (
              <Group key={index} align="flex-end" gap="sm">
                <ClockInput label={t('rules.from')} value={one.from.slice(0, 5)}
                  disabled={!editable}
                  on_change={(from) => set_window(index, { from: `${from}:00` })} />
                <ClockInput label={t('rules.to')} value={one.to.slice(0, 5)} disabled={!editable}
                  on_change={(to) => set_window(index, { to: `${to}:00` })} />
                {editable && (
                  <Button variant="subtle" onClick={() => set_draft({
                    ...draft, windows: draft.windows.filter((_, at) => at !== index),
                  })}>{t('rules.remove')}</Button>
                )}
              </Group>
            ))}
            {editable && (
              <Group>
                <Button variant="light" leftSection={<IconPlus size={16} aria-hidden />}
                  onClick={() => set_draft({
                    ...draft, windows: [
                      ...draft.windows, { weekdays: [], from: '11:00:00', to: '11:30:00' },
                    ],
                  })}>{t('rules.add')}</Button>
              </Group>
            )}
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <NumberInput label={t('rules.session')} min={1} max={720} disabled={!editable}
                value={draft.session_minutes_max} onChange={(value) =>
                  set_draft({ ...draft, session_minutes_max: Number(value) || 1 })} />
              <NumberInput label={t('rules.day')} min={1} max={1440} disabled={!editable}
                value={draft.day_minutes_max} onChange={(value) =>
                  set_draft({ ...draft, day_minutes_max: Number(value) || 1 })} />
            </SimpleGrid>
          </Stack>
        </Card>
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
