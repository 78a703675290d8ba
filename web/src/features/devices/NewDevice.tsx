import { Button, Card, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { IconQrcode } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { LinkButton } from '../../components/LinkButton';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { focus_first } from '../../lib/focus';
import { VillageSelect } from '../area/VillageSelect';
import { useMe } from '../identity/useMe';
import { register } from './api';
import { ClaimCard } from './ClaimCard';

// Fetched when somebody holds a phone before a machine.
const LabelScanner = lazy(async () =>
  ({ default: (await import('../intake/LabelScanner')).LabelScanner }));

export function NewDevice() {
  const { t, i18n } = useTranslation('devices');
  const actor = useMe();
  const client = useQueryClient();
  const [name, set_name] = useState('');
  const [serial, set_serial] = useState('');
  const [place, set_place] = useState('');
  const [model, set_model] = useState('');
  const [area, set_area] = useState(actor.unit.area);
  const [scanning, set_scanning] = useState(false);
  const adding = useMutation({
    mutationFn: () => register({
      name: name.trim(),
      kind: 'cluster',
      serial: serial.trim(),
      area,
      ...(place.trim() ? { place: place.trim() } : {}),
      ...(model.trim() ? { model: model.trim() } : {}),
    }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['devices'] }),
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  if (adding.data) {
    const { id, claim } = adding.data;
    return (
      <Page title={t('claim.title', { name: adding.data.name })} width={720}>
        <ClaimCard claim={claim} />
        <List type="ordered" spacing="xs">
          <List.Item>{t('claim.step_power')}</List.Item>
          <List.Item>{t('claim.step_type')}</List.Item>
          <List.Item>{t('claim.step_wait')}</List.Item>
        </List>
        <Group>
          <LinkButton to="/devices/$id" params={{ id }}>{t('claim.watch')}</LinkButton>
        </Group>
      </Page>
    );
  }
  const fault = (field: string) =>
    adding.error ? as_problem(adding.error).field(`/${field}`, i18n.language) : undefined;
  return (
    <Page title={t('new.title')} intro={t('new.intro')} width={720}>
      <Card>
        <form onSubmit={send}>
          <Stack gap="md">
            <TextInput label={t('new.name')} description={t('new.name_hint')} required size="md"
              ref={focus_first} value={name} error={fault('name')}
              onChange={(event) => set_name(event.currentTarget.value)} />
            <TextInput label={t('new.serial')} description={t('new.serial_hint')} required
              size="md" value={serial} error={fault('serial')} autoComplete="off"
              onChange={(event) => set_serial(event.currentTarget.value)} />
            <Group>
              <Button variant="default" leftSection={<IconQrcode size={18} aria-hidden />}
                onClick={() => set_scanning(true)}>
                {t('new.scan')}
              </Button>
            </Group>
            <TextInput label={t('new.model')} size="md" value={model} maxLength={120}
              onChange={(event) => set_model(event.currentTarget.value)} />
            <TextInput label={t('new.place')} description={t('new.place_hint')} size="md"
              value={place} onChange={(event) => set_place(event.currentTarget.value)} />
            <VillageSelect area={area} on_change={set_area} />
            <Text size="sm" c="dimmed">{t('new.area', { area: actor.unit.name })}</Text>
            <ProblemNote error={adding.error} />
            <Group justify="flex-end">
              <Button type="submit" size="md" loading={adding.isPending}>{t('new.action')}</Button>
            </Group>
          </Stack>
        </form>
      </Card>
      {scanning && (
        <Suspense>
          <LabelScanner on_close={() => set_scanning(false)}
            on_label={(label) => {
              set_serial(label.serial);
              if (label.model) set_model(label.model);
              set_scanning(false);
            }} />
        </Suspense>
      )}
    </Page>
  );
}
