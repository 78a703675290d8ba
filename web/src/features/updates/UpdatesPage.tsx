import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { FileDrop } from '../../components/FileDrop';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page, Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { date } from '../../lib/time';
import { useMe } from '../identity/useMe';
import { type Bundle, bundles, programs, rollouts, upload, type Version } from './api';
import { megabytes } from './plan';
import { RolloutCard } from './RolloutCard';
import { StartRollout } from './StartRollout';

/** Which programs run on the devices, and how a new one reaches them. */
export function UpdatesPage() {
  const { t } = useTranslation('updates');
  const running = useQuery({
    queryKey: ['updates', 'rollouts'], queryFn: rollouts, refetchInterval: 10_000,
  });
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Section title={t('field.title')}><Field /></Section>
      <Section title={t('rollouts.title')}>
        <Loaded query={running}>
          {({ items }) => (
            <Stack gap="md">
              {items.length === 0 && <Text c="dimmed">{t('rollouts.none')}</Text>}
              {items.map((one) => <RolloutCard key={one.id} rollout={one} />)}
            </Stack>
          )}
        </Loaded>
      </Section>
      <Section title={t('bundles.title')}><Bundles /></Section>
    </Page>
  );
}

function Field() {
  const { t } = useTranslation('updates');
  const query = useQuery({
    queryKey: ['updates', 'programs'], queryFn: programs, refetchInterval: 10_000,
  });
  return (
    <Loaded query={query} rows={2}>
      {({ items }) => (
        <div className="list">
          {items.length === 0 && <Text p="md" c="dimmed">{t('field.none')}</Text>}
          {items.map((one) => <VersionRow key={one.version} version={one} />)}
        </div>
      )}
    </Loaded>
  );
}

function VersionRow({ version: shown }: { version: Version }) {
  const { t } = useTranslation('updates');
  const fixed = shown.devices - shown.updatable;
  return (
    <div className="row-link">
      <Group justify="space-between" gap="xs">
        <Text fw={500}>
          {shown.version ? t('field.version', { version: shown.version }) : t('field.unknown')}
        </Text>
        <Text size="sm" c="dimmed">
          {[t('field.devices', { count: shown.devices }), t('field.online', { count: shown.online }),
            fixed > 0 && t('field.fixed', { count: fixed })].filter(Boolean).join(' · ')}
        </Text>
      </Group>
    </div>
  );
}

function Bundles() {
  const { t, i18n } = useTranslation('updates');
  const client = useQueryClient();
  const may_upload = may(useMe(), 'write_devices');
  const query = useQuery({ queryKey: ['updates', 'bundles'], queryFn: bundles });
  const uploading = useMutation({
    mutationFn: upload,
    onSuccess: () => client.invalidateQueries({ queryKey: ['updates', 'bundles'] }),
  });
  return (
    <Stack gap="md">
      {may_upload && (
        <FileDrop label={t('bundles.file')} hint={t('bundles.hint')} button={t('bundles.choose')}
          accept=".update,application/octet-stream" busy={uploading.isPending}
          on_file={(file) => uploading.mutate(file)} />
      )}
      {uploading.isPending && (
        <Note>
          {t('bundles.under_way', {
            name: uploading.variables.name, size: megabytes(uploading.variables.size, i18n.language),
          })}
        </Note>
      )}
      <ProblemNote error={uploading.error} />
      {uploading.isSuccess && (
        <Note tone="good">{t('bundles.taken', { version: uploading.data.version })}</Note>
      )}
      <Loaded query={query} rows={2}>
        {({ items }) => (
          <div className="list">
            {items.length === 0 && <Text p="md" c="dimmed">{t('bundles.none')}</Text>}
            {items.map((one) => <BundleRow key={one.id} bundle={one} may_start={may_upload} />)}
          </div>
        )}
      </Loaded>
    </Stack>
  );
}

function BundleRow({ bundle, may_start }: { bundle: Bundle; may_start: boolean }) {
  const { t, i18n } = useTranslation('updates');
  const [starting, set_starting] = useState(false);
  const notes = i18n.language === 'en' && bundle.notes.en ? bundle.notes.en : bundle.notes.vi;
  return (
    <div className="row-link">
      <Group justify="space-between" gap="sm" align="flex-start">
        <Stack gap={4} style={{ minWidth: 0, flex: '1 1 16rem' }}>
          <Group gap="xs">
            <Text fw={500}>{t('field.version', { version: bundle.version })}</Text>
            <Chip>{bundle.platform}</Chip>
          </Group>
          <Text size="sm" style={{ whiteSpace: 'pre-line' }}>{notes}</Text>
          <Text size="sm" c="dimmed">
            {t('bundles.from', {
              name: bundle.uploaded_by, date: date(bundle.uploaded_at), key: bundle.keyid,
            })}
          </Text>
        </Stack>
        {may_start && (
          <Button size="xs" variant="default" onClick={() => set_starting(true)}>
            {t('start.action')}
          </Button>
        )}
      </Group>
      {starting && <StartRollout bundle={bundle} on_close={() => set_starting(false)} />}
    </div>
  );
}
