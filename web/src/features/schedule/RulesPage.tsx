import { Card, SimpleGrid, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DayLine } from '../../components/DayLine';
import { Loaded, Waiting } from '../../components/Loading';
import { Note } from '../../components/Note';
import { NumberField } from '../../components/NumberField';
import { Page } from '../../components/Page';
import { SettingsForm, type SettingsParts } from '../../components/SettingsForm';
import { may_at } from '../../lib/abilities';
import { local_date } from '../../lib/time';
import { type NamedPlace, usePlace } from '../area/usePlace';
import { useMe } from '../identity/useMe';
import { rules, save_rules, type UnitRules } from './api';
import { own_rules } from './own_rules';
import { DaysOff, QuietHours, WeekdaysOff, Windows } from './RulesParts';
import { Stagger } from './Stagger';
import { allowed_spans, span_words } from './windows';

export function RulesPage() {
  const { t } = useTranslation('schedule');
  const { area } = useSearch({ from: '/shell/schedule/rules' });
  const place = usePlace(area);
  return (
    <Page title={t('rules.title')} intro={place?.own === false ? place.name : t('rules.intro')}
      width={760}>
      {place ? <RulesOf key={place.area} place={place} /> : <Waiting />}
    </Page>
  );
}

function RulesOf({ place }: { place: NamedPlace }) {
  const { t } = useTranslation('schedule');
  const me = useMe();
  const client = useQueryClient();
  const key = ['rules', place.area];
  const query = useQuery({ queryKey: key, queryFn: () => rules(place.area) });
  return (
    <Loaded query={query}>
      {(data) => (
        <SettingsForm key={`${data.area} ${data.version}`}
          begun={own_rules(data, place, Date.now())}
          editable={may_at(me, place.area, 'manage_settings')} read_only={t('rules.read_only')}
          save={save_rules} on_saved={(saved) => {
            client.setQueryData(key, saved);
            void client.invalidateQueries({ queryKey: ['dry-run'] });
          }}
          read_newest={() => void query.refetch()}>
          {(parts) => <Fields {...parts} />}
        </SettingsForm>
      )}
    </Loaded>
  );
}

function Fields(parts: SettingsParts<UnitRules>) {
  const { t } = useTranslation('schedule');
  const spans = allowed_spans(parts.draft, local_date(Date.now()));
  return (
    <>
      <div>
        <DayLine label={t('rules.line')} windows={spans} planned={[]} />
        <Note>
          {spans.length > 0
            ? t('rules.today', { hours: span_words(spans) }) : t('rules.today_none')}{' '}
          {t('rules.why')}
        </Note>
      </div>
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
    </>
  );
}

function Limits({ draft, editable, set }: SettingsParts<UnitRules>) {
  const { t } = useTranslation('schedule');
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <NumberField label={t('rules.session')} min={1} max={720} disabled={!editable}
        value={draft.session_minutes_max}
        on_change={(session_minutes_max) => set({ session_minutes_max })} />
      <NumberField label={t('rules.day')} min={1} max={1440} disabled={!editable}
        value={draft.day_minutes_max}
        on_change={(day_minutes_max) => set({ day_minutes_max })} />
    </SimpleGrid>
  );
}
