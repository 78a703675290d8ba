import { Button, Card, Checkbox, Group, Modal, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { EmptyState } from '../../components/EmptyState';
import { LoadedPages } from '../../components/LoadedPages';
import { Loaded } from '../../components/Loading';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { PlayNow } from '../broadcast/PlayNow';
import { StopPlaces } from '../broadcast/StopPlaces';
import { useMe } from '../identity/useMe';
import {
  add_group, type Device, type DeviceGroup, device_page, device_summary, groups, remove_group,
  set_groups,
} from './api';
import { ConditionCounts } from './ConditionCounts';
import { nowhere } from './targets';

/** Clusters that are often chosen together: the market, the hamlets along a canal. */
export function GroupsPage() {
  const { t } = useTranslation('devices');
  const actor = useMe();
  const [adding, set_adding] = useState(false);
  const list = useQuery({ queryKey: ['device-groups'], queryFn: groups });
  const add = may(actor, 'write_devices') ? (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => set_adding(true)}>
      {t('groups.add')}
    </Button>
  ) : undefined;
  return (
    <Page title={t('groups.title')} intro={t('groups.intro')} actions={add} width={900}>
      <Loaded query={list}>
        {({ items }) => items.length === 0
          ? (
            <EmptyState icon={<IconUsersGroup size={28} />} title={t('groups.empty')} action={add}>
              {t('groups.empty_hint')}
            </EmptyState>
          )
          : items.map((one) => (
            <GroupCard key={one.id} group={one} />
          ))}
      </Loaded>
      <Modal opened={adding} onClose={() => set_adding(false)}
        title={<Text fw={600}>{t('groups.add')}</Text>}
        closeButtonProps={{ 'aria-label': t('shell:close') }}>
        <NewGroup on_close={() => set_adding(false)} />
      </Modal>
    </Page>
  );
}

function NewGroup({ on_close }: { on_close: () => void }) {
  const { t } = useTranslation('devices');
  const { unit } = useMe();
  const client = useQueryClient();
  const [name, set_name] = useState('');
  const adding = useMutation({
    mutationFn: () => add_group({ name: name.trim(), area: unit.area }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['device-groups'] });
      on_close();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <form onSubmit={send}>
      <Stack gap="md">
        <TextInput label={t('groups.name')} description={t('groups.name_hint')} required
          data-autofocus maxLength={120} value={name}
          onChange={(event) => set_name(event.currentTarget.value)} />
        <ProblemNote error={adding.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
          <Button type="submit" loading={adding.isPending} disabled={!name.trim()}>
            {t('groups.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function GroupCard({ group }: { group: DeviceGroup }) {
  const { t } = useTranslation('devices');
  const actor = useMe();
  const [choosing, set_choosing] = useState(false);
  const counted = useQuery({
    queryKey: ['devices', 'in-group', group.id],
    queryFn: () => device_summary({ group: group.id }),
  });
  const counts = counted.data ?? {};
  const members = Object.values(counts).reduce((sum, one) => sum + one, 0);
  const targets = { ...nowhere, groups: [group.id] };
  const plays = may(actor, 'operate_devices') || may(actor, 'raise_emergency');
  return (
    <Card padding="md" component="section" aria-label={group.name}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{group.name}</Text>
          <Text size="sm" c="dimmed">{t('groups.count', { count: members })}</Text>
        </Group>
        {members > 0 && <ConditionCounts counts={counts} />}
        {counted.data && members === 0 && (
          <Text size="sm" c="dimmed">{t('groups.no_members')}</Text>
        )}
        <ProblemNote error={counted.error} retry={() => void counted.refetch()} />
        <Group gap="xs">
          {plays && members > 0 && <PlayNow size="xs" targets={targets} />}
          {(plays || may(actor, 'stop_everything')) && members > 0 && (
            <StopPlaces size="xs" targets={targets} name={group.name} label={t('groups.stop')} />
          )}
          {may(actor, 'write_devices') && (
            <>
              <Button size="xs" variant="subtle" aria-expanded={choosing}
                onClick={() => set_choosing(!choosing)}>
                {t('groups.members')}
              </Button>
              <Remove group={group} />
            </>
          )}
        </Group>
        {choosing && <Members group={group} />}
      </Stack>
    </Card>
  );
}

/** Page by page, by name, or only those that are in it: a province has ten thousand. */
function Members({ group }: { group: DeviceGroup }) {
  const { t } = useTranslation('devices');
  const client = useQueryClient();
  const [text, set_text] = useState('');
  const [words] = useDebouncedValue(text.trim(), 250);
  const [only, set_only] = useState(false);
  const filter = { ...(words && { q: words }), ...(only && { group: group.id }) };
  const list = useInfiniteQuery({
    queryKey: ['devices', 'members', filter],
    queryFn: ({ pageParam }) => device_page(filter, pageParam),
    initialPageParam: '', getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  const moving = useMutation({
    mutationFn: ({ id, groups: before }: Device) =>
      set_groups(id, before.includes(group.id)
        ? before.filter((one) => one !== group.id) : [...before, group.id]),
    onSettled: () => client.invalidateQueries({ queryKey: ['devices'] }),
  });
  return (
    <Stack gap="xs" role="group" aria-label={t('groups.members')}>
      <Group align="flex-end" gap="sm">
        <TextInput type="search" label={t('groups.find')} flex="1 1 14rem" value={text}
          onChange={(event) => set_text(event.currentTarget.value)} />
        <Switch label={t('groups.only')} checked={only} pb={8}
          onChange={(event) => set_only(event.currentTarget.checked)} />
      </Group>
      <LoadedPages query={list} empty={<Text c="dimmed">{t('groups.found_none')}</Text>}
        items_of={(page) => page.items.filter((one) => one.state !== 'revoked')}>
        {(one) => (
          <div key={one.id} className="row-link">
            <Checkbox label={one.name} checked={one.groups.includes(group.id)}
              disabled={moving.isPending} onChange={() => moving.mutate(one)} />
          </div>
        )}
      </LoadedPages>
      <ProblemNote error={moving.error} />
    </Stack>
  );
}

function Remove({ group }: { group: DeviceGroup }) {
  const { t } = useTranslation('devices');
  const client = useQueryClient();
  const [asking, set_asking] = useState(false);
  const removing = useMutation({
    mutationFn: () => remove_group(group.id),
    onSuccess: async () => {
      set_asking(false);
      await client.invalidateQueries({ queryKey: ['device-groups'] });
      await client.invalidateQueries({ queryKey: ['devices'] });
    },
  });
  return (
    <>
      <Button size="xs" variant="subtle" onClick={() => set_asking(true)}>
        {t('groups.remove')}
      </Button>
      <Confirm opened={asking} title={t('groups.remove_title', { name: group.name })}
        action={t('groups.remove')} busy={removing.isPending} on_close={() => set_asking(false)}
        on_confirm={() => removing.mutate()}>
        <Text>{t('groups.remove_says')}</Text>
        <ProblemNote error={removing.error} />
      </Confirm>
    </>
  );
}
