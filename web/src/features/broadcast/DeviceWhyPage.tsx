import { Button, Group } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClockInput } from '../../components/ClockInput';
import { Loaded } from '../../components/Loading';
import { Page, Section } from '../../components/Page';
import { clock, local_date, parse_clock, start_of } from '../../lib/time';
import { device } from '../devices/api';
import { why_on_device } from './api';
import { WhyList } from './WhyList';

/** Why did this device (not) play at that time? */
export function DeviceWhyPage() {
  const { t } = useTranslation('broadcast');
  const { id } = useParams({ from: '/shell/devices/$id/why' });
  const [opened] = useState(Date.now());
  const { at = opened } = useSearch({ from: '/shell/devices/$id/why' });
  const known = useQuery({ queryKey: ['device', id], queryFn: () => device(id) });
  const answers = useQuery({
    queryKey: ['why', id, at], queryFn: () => why_on_device(id, at),
  });
  return (
    <Loaded query={known}>
      {(shown) => (
        <Page title={t('why.title', { name: shown.name })} intro={t('why.intro')} width={900}>
          <Question key={at} at={at} device={id} />
          <Section title={t('why.answers')}>
            <Loaded query={answers}>{(data) => <WhyList answers={data.items} />}</Loaded>
          </Section>
        </Page>
      )}
    </Loaded>
  );
}

function Question({ at, device: id }: { at: number; device: string }) {
  const { t } = useTranslation('broadcast');
  const navigate = useNavigate();
  const [day, set_day] = useState(local_date(at));
  const [time, set_time] = useState(clock(at));
  const since = parse_clock(time);
  const asked = since === undefined || !day ? undefined : start_of(day) + since;
  const ask = () => {
    if (asked === undefined) return;
    void navigate({ to: '/devices/$id/why', params: { id }, search: { at: asked } });
  };
  return (
    <Group align="flex-end" gap="sm" component="form"
      onSubmit={(event: React.FormEvent) => {
        event.preventDefault();
        ask();
      }}>
      <DateInput label={t('why.day')} valueFormat="DD/MM/YYYY" value={day} className="numbers"
        onChange={(value) => value && set_day(value)} />
      <ClockInput label={t('why.time')} value={time} on_change={set_time} on_enter={ask} />
      <Button type="submit" disabled={asked === undefined}>{t('why.ask')}</Button>
    </Group>
  );
}
