import {
  Button, Group, Modal, MultiSelect, Stack, Text, TextInput,
} from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { NamedList } from '../../components/NamedList';
import { NumberField } from '../../components/NumberField';
import { Page, Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { useMe } from '../identity/useMe';
import { sounds } from '../media/api';
import { add_station, edit_station, remove_station, type Station, stations } from './api';
import { draft_of, fallback_value, megahertz } from './station';

/** Stations that may be relayed: the unit's own first, then those of the units above. */
export function StationsPage() {
  const { t } = useTranslation('relay');
  const { unit, ...actor } = useMe();
  const [work, set_work] = useState<Station | 'new'>();
  const list = useQuery({
    queryKey: ['stations', unit.area], queryFn: () => stations(unit.area),
  });
  return (
    <Page title={t('title')} intro={t('intro')} width={820}
      actions={may(actor, 'operate_devices') && (
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => set_work('new')}>
          {t('add')}
        </Button>
      )}>
      <Loaded query={list}>
        {({ items }) => {
          const own = items.filter((one) => one.area === unit.area);
          const above = items.filter((one) => one.area !== unit.area);
          return (
            <>
              <Section title={t('own')}>
                {own.length === 0 && <Text c="dimmed">{t('none')}</Text>}
                <List items={own} on_edit={set_work} />
              </Section>
              {above.length > 0 && (
                <Section title={t('above')}><List items={above} on_edit={set_work} /></Section>
              )}
              {work && (
                <Editor key={work === 'new' ? 'new' : work.id} on_close={() => set_work(undefined)}
                  station={work === 'new' ? undefined : work} others={items} />
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function List({ items, on_edit }: { items: Station[]; on_edit: (station: Station) => void }) {
  const { t, i18n } = useTranslation('relay');
  const client = useQueryClient();
  const about = ({ frequency_khz, url, fallbacks }: Station) => [
    frequency_khz && t('fm', { mhz: megahertz(frequency_khz, i18n.language) }),
    url,
    fallbacks.length > 0 && t('stand_ins', { count: fallbacks.length }),
  ].filter(Boolean).join(' · ');
  return (
    <NamedList items={items} on_edit={on_edit}
      may_edit={(one) => may(one, 'edit')} may_remove={(one) => may(one, 'remove')}
      about={(one) => (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{about(one)}</Text>
      )}
      remove_title={({ name }) => t('remove_title', { name })}
      remove={async ({ id }) => {
        await remove_station(id);
        await client.invalidateQueries({ queryKey: ['stations'] });
      }} />
  );
}

function Editor({ station, others, on_close }: {
  station: Station | undefined;
  others: Station[];
  on_close: () => void;
}) {
  const { t } = useTranslation('relay');
  const { unit } = useMe();
  const client = useQueryClient();
  const library = useQuery({ queryKey: ['media', 'sounds'], queryFn: sounds });
  const [form, set_form] = useState({
    name: station?.name ?? '', url: station?.url ?? '',
    megahertz: station?.frequency_khz ? station.frequency_khz / 1000 : undefined,
    fallbacks: station?.fallbacks.map(fallback_value) ?? [],
  });
  const saving = useMutation({
    mutationFn: () => {
      const draft = draft_of(station?.area ?? unit.area, form);
      return station ? edit_station(station.id, station.version, draft) : add_station(draft);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['stations'] });
      on_close();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const choices = [
    {
      group: t('choice.stations'),
      items: others.filter((one) => one.url && one.id !== station?.id)
        .map((one) => ({ value: `station:${one.id}`, label: one.name })),
    },
    {
      group: t('choice.sounds'),
      items: (library.data?.items ?? []).map((one) => ({ value: `media:${one.id}`, label: one.name })),
    },
  ];
  return (
    <Modal opened onClose={on_close} size="lg"
      title={<Text fw={600}>{t(station ? 'edit_title' : 'add')}</Text>}
      closeButtonProps={{ 'aria-label': t('shell:close') }}>
      <form onSubmit={send}>
        <Stack gap="md">
          <TextInput label={t('name')} placeholder={t('name_hint')} required maxLength={200}
            data-autofocus value={form.name}
            onChange={(event) => set_form({ ...form, name: event.currentTarget.value })} />
          <TextInput label={t('url')} description={t('url_hint')} maxLength={500} type="url"
            value={form.url}
            onChange={(event) => set_form({ ...form, url: event.currentTarget.value })} />
          <NumberField label={t('frequency')} description={t('frequency_hint')} min={65} max={108}
            step={0.1} decimals={3} w={220} value={form.megahertz}
            on_change={(megahertz) => set_form({ ...form, megahertz })}
            on_clear={() => set_form({ ...form, megahertz: undefined })} />
          <MultiSelect label={t('fallbacks')} description={t('fallbacks_hint')} data={choices}
            maxValues={4} value={form.fallbacks} searchable
            onChange={(fallbacks) => set_form({ ...form, fallbacks })} />
          <ProblemNote error={saving.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
            <Button type="submit" loading={saving.isPending}>{t('shell:save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
