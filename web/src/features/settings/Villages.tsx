import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconHome } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/Loading';
import { NamedList } from '../../components/NamedList';
import { NumberField } from '../../components/NumberField';
import { Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { add_village, edit_village, remove_village, type Village, villages } from '../area/api';
import { commune_of, draft_of, kinds, people_in, text_of } from '../area/village';

/** The villages of a commune with their people: what "how many are reached" is counted from. */
export function Villages({ area }: { area: string }) {
  const { t, i18n } = useTranslation('area');
  const commune = commune_of(area) ?? '';
  const client = useQueryClient();
  const [editing, set_editing] = useState<Village | 'new'>();
  const query = useQuery({ queryKey: ['villages', commune], queryFn: () => villages(commune) });
  const changed = () => Promise.all(['villages', 'target-preview'].map((key) =>
    client.invalidateQueries({ queryKey: [key] })));
  const add = may(query.data, 'add') && (
    <Button size="xs" variant="default" onClick={() => set_editing('new')}>
      {t('village.add')}
    </Button>
  );
  return (
    <Section title={t('village.title')} aside={add}>
      <Text c="dimmed">{t('village.why')}</Text>
      <Loaded query={query} rows={1}>
        {({ items }) => items.length === 0
          ? (
            <EmptyState icon={<IconHome size={28} />} title={t('village.none')}>
              {t('village.none_hint')}
            </EmptyState>
          )
          : (
            <>
              <Total items={items} />
              <NamedList
                items={items.map((one) => ({
                  ...one, id: one.code, name: t(`village.kinds.${one.kind}`, { name: one.name }),
                  called: one.name,
                }))}
                about={({ population, households }) => (
                  <Text size="sm" c="dimmed" className="numbers">
                    {population === undefined ? t('village.unknown')
                      : t('village.people', { people: population.toLocaleString(i18n.language) })}
                    {households !== undefined &&
                      ` · ${t('village.homes', { homes: households.toLocaleString(i18n.language) })}`}
                  </Text>
                )}
                may_edit={(one) => may(one, 'edit')} may_remove={(one) => may(one, 'remove')}
                on_edit={({ called, ...one }) => set_editing({ ...one, name: called })}
                remove_title={({ name }) => t('village.remove_title', { name })}
                remove={(one) => remove_village(one).then(changed)} />
            </>
          )}
      </Loaded>
      {editing && (
        <Editor commune={commune} village={editing === 'new' ? undefined : editing}
          on_saved={changed} on_close={() => set_editing(undefined)} />
      )}
    </Section>
  );
}

function Total({ items }: { items: Village[] }) {
  const { t, i18n } = useTranslation('area');
  const { people, unknown } = people_in(items);
  return (
    <Text className="numbers">
      {t('village.total', { people: people.toLocaleString(i18n.language), villages: items.length })}
      {unknown > 0 && ` ${t('village.total_unknown', { count: unknown })}`}
    </Text>
  );
}

function Editor({ commune, village, on_saved, on_close }: {
  commune: string;
  village: Village | undefined;
  on_saved: () => Promise<unknown>;
  on_close: () => void;
}) {
  const { t } = useTranslation('area');
  const [draft, set_draft] = useState(() => draft_of(village));
  const change = (next: Partial<typeof draft>) => set_draft((before) => ({ ...before, ...next }));
  const saving = useMutation({
    mutationFn: () => (village
      ? edit_village(village, text_of(draft)) : add_village(commune, text_of(draft))),
    onSuccess: async () => {
      await on_saved();
      on_close();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <Modal opened onClose={on_close} closeButtonProps={{ 'aria-label': t('shell:close') }}
      title={<Text fw={600}>{t(village ? 'village.edit_title' : 'village.add')}</Text>}>
      <form onSubmit={send}>
        <Stack gap="md">
          <NativeSelect label={t('village.kind')} value={draft.kind}
            data={kinds.map((kind) => ({ value: kind, label: t(`village.kind_names.${kind}`) }))}
            onChange={({ currentTarget }) => change({
              kind: kinds.find((kind) => kind === currentTarget.value) ?? 'other',
            })} />
          <TextInput label={t('village.name')} required maxLength={100} data-autofocus
            value={draft.name} onChange={({ currentTarget }) => change({ name: currentTarget.value })} />
          <NumberField label={t('village.population')} description={t('village.population_hint')}
            min={0} max={1_000_000} value={draft.population}
            on_change={(population) => change({ population })}
            on_clear={() => change({ population: undefined })} />
          <NumberField label={t('village.households')} min={0} max={1_000_000}
            value={draft.households} on_change={(households) => change({ households })}
            on_clear={() => change({ households: undefined })} />
          <ProblemNote error={saving.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
            <Button type="submit" loading={saving.isPending} disabled={!draft.name.trim()}>
              {t('shell:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
