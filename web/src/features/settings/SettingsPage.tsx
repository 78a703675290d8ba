import { Card, Group, List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../components/LinkButton';
import { Loaded, Waiting } from '../../components/Loading';
import { Page, Section } from '../../components/Page';
import { may_at } from '../../lib/abilities';
import { local_date } from '../../lib/time';
import { AreaPicker } from '../area/AreaPicker';
import { type NamedPlace, usePlace } from '../area/usePlace';
import { approval_rule } from '../content/api';
import { useMe } from '../identity/useMe';
import { rules } from '../schedule/api';
import { allowed_spans, span_words } from '../schedule/windows';
import { words } from '../speech/api';
import { Chimes } from './Chimes';
import { UnitSound } from './UnitSound';
import { Villages } from './Villages';
import { Voices } from './Voices';

/** Everything that a unit decides for itself, on one page: what holds now, and where it is changed. */
export function SettingsPage() {
  const { t } = useTranslation('settings');
  const me = useMe();
  const navigate = useNavigate();
  const place = usePlace(useSearch({ from: '/shell/settings' }).area);
  const wide = !me.unit.area.includes('/');
  return (
    <Page title={t('title')} width={820} intro={t('intro', { place: place?.name ?? '…' })}>
      {wide && (
        <AreaPicker key={place?.area} label={t('of_place')} under={me.unit.area || undefined}
          on_choice={(one) => one &&
            void navigate({ to: '/settings', search: { area: one.path } })} />
      )}
      {place ? <Of key={place.area} place={place} /> : <Waiting />}
    </Page>
  );
}

function Of({ place }: { place: NamedPlace }) {
  const { t } = useTranslation('settings');
  const me = useMe();
  const { area } = place;
  const search = place.own ? {} : { area };
  const action = t(may_at(me, area, 'manage_settings') ? 'change' : 'see');
  const teach = t(may_at(me, area, 'write_dictionary') ? 'change' : 'see');
  return (
    <>
      <Section title={t('hours.title')}
        aside={<LinkButton to="/schedule/rules" search={search} size="xs" variant="default"
          aria-label={`${action}: ${t('hours.title')}`}>{action}</LinkButton>}>
        <Hours area={area} />
      </Section>
      <Section title={t('approval.title')}
        aside={<LinkButton to="/approval" search={search} size="xs" variant="default"
          aria-label={`${action}: ${t('approval.title')}`}>{action}</LinkButton>}>
        <Approval area={area} />
      </Section>
      <Section title={t('dictionary.title')}
        aside={<LinkButton to="/dictionary" search={search} size="xs" variant="default"
          aria-label={`${teach}: ${t('dictionary.title')}`}>
          {teach}
        </LinkButton>}>
        <Dictionary area={area} />
      </Section>
      {area.includes('/') && <Villages area={area} />}
      <UnitSound area={area} />
      <Voices area={area} />
      <Chimes area={area} />
    </>
  );
}

function Told({ children }: { children: ReactNode }) {
  return <Card padding="md"><List spacing={4}>{children}</List></Card>;
}

function Hours({ area }: { area: string }) {
  const { t } = useTranslation('settings');
  const query = useQuery({ queryKey: ['rules', area], queryFn: () => rules(area) });
  return (
    <Loaded query={query} rows={1}>
      {(one) => {
        const spans = allowed_spans(one, local_date(Date.now()));
        return (
          <Told>
            <List.Item>
              {spans.length > 0 ? t('hours.today', { hours: span_words(spans) }) : t('hours.none')}
            </List.Item>
            <List.Item>
              {t('hours.quiet', {
                hours: one.quiet_hours
                  .map(({ from, to }) => `${from.slice(0, 5)}–${to.slice(0, 5)}`).join(', '),
              })}
            </List.Item>
            <List.Item>
              {t('hours.lengths', {
                session: one.session_minutes_max, day: one.day_minutes_max,
              })}
            </List.Item>
          </Told>
        );
      }}
    </Loaded>
  );
}

function Approval({ area }: { area: string }) {
  const { t } = useTranslation('settings');
  const query = useQuery({
    queryKey: ['approval-rule', area], queryFn: () => approval_rule(area),
  });
  return (
    <Loaded query={query} rows={1}>
      {(one) => (
        <Told>
          <List.Item>{t('approval.ordinary', { count: one.ordinary_approvals })}</List.Item>
          <List.Item>{t('approval.priority', { count: one.priority_approvals })}</List.Item>
          <List.Item>{t(`approval.${one.emergency}`)}</List.Item>
          <List.Item>
            {t(one.author_may_approve ? 'approval.author' : 'approval.not_author')}
          </List.Item>
          {one.area !== area && <List.Item>{t('approval.from_above')}</List.Item>}
        </Told>
      )}
    </Loaded>
  );
}

function Dictionary({ area }: { area: string }) {
  const { t } = useTranslation('settings');
  const query = useQuery({ queryKey: ['words', area], queryFn: () => words(area) });
  return (
    <Loaded query={query} rows={1}>
      {({ items, next }) => (
        <Card padding="md">
          <Stack gap={4}>
            <Text>{t('dictionary.count', { count: items.length, more: next ? '+' : '' })}</Text>
            <Group gap="xs">
              {items.slice(0, 6).map((one) => (
                <Text key={one.id} size="sm" c="dimmed">{one.written} → {one.spoken}</Text>
              ))}
            </Group>
          </Stack>
        </Card>
      )}
    </Loaded>
  );
}
