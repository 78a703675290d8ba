import { Button, Card, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/Loading';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { PlayNow } from '../broadcast/PlayNow';
import { StopPlaces } from '../broadcast/StopPlaces';
import { useMe } from '../identity/useMe';
import { add_group, type Device, type DeviceGroup, devices, groups, remove_group, set_groups } from './api';
import { tally } from './condition';
import { ConditionCounts } from './ConditionCounts';
import { nowhere } from './targets';

/** Clusters that are often chosen together: the market, the hamlets along a canal. */
export function GroupsPage() {
  const { t } = useTranslation('devices');
  const actor = useMe();
  const [adding, set_adding] = useState(false);
  const list = useQuery({ queryKey: ['device-groups'], queryFn: groups });
  const all = useQuery({ queryKey: ['devices'], queryFn: devices });
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
            <GroupCard key={one.id} group={one} devices={all.data?.items ?? []} />
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

function GroupCard({ group, devices: all }: { group: DeviceGroup; devices: Device[] }) {
  const { t } = useTranslation('devices');
  const actor = useMe();
  const [choosing, set_choosing] = useState(false);
  const members = all.filter((one) => one.groups.includes(group.id));
  const targets = { ...nowhere, groups: [group.id] };
  const plays = may(actor, 'operate_devices') || may(actor, 'raise_emergency');
  return (
    <Card padding="md" component="section" aria-label={group.name}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{group.name}</Text>
          <Text size="sm" c="dimmed">{t('groups.count', { count: members.length })}</Text>
        </Group>
        {members.length > 0
          ? <ConditionCounts counts={tally(members)} />
          : <Text size="sm" c="dimmed">{t('groups.no_members')}</Text>}
        <Group gap="xs">
          {plays && members.length > 0 && <PlayNow size="xs" targets={targets} />}
          {(plays || may(actor, 'stop_everything')) && members.length > 0 && (
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
        {choosing && <Members group={group} devices={all} />}
      </Stack>
    </Card>
  );
}

function Members({ group, devices: all }: { group: DeviceGroup; devices: Device[] }) {
  const { t } = useTranslation('devices');
  const client = useQueryClient();
  const moving = useMutation({
    mutationFn: ({ id, groups: before }: Device) =>
      set_groups(id, before.includes(group.id)
        ? before.filter((one) => one !== group.id) : [...before, group.id]),
    onSettled: () => client.invalidateQueries({ queryKey: ['devices'] }),
  });
  return (
    <Stack gap="xs" role="group" aria-label={t('groups.members')}>
      {all.filter((one) => one.state !== 'revoked').map((one) => (
        <Checkbox key={one.id} label={one.name} checked={one.groups.includes(group.id)}
          disabled={moving.isPending} onChange={() => moving.mutate(one)} />
      ))}
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
