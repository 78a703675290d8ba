import { Card, Radio, Stack, Switch } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Loaded, Waiting } from '../../components/Loading';
import { Note } from '../../components/Note';
import { NumberField } from '../../components/NumberField';
import { Page } from '../../components/Page';
import { SettingsForm, type SettingsParts } from '../../components/SettingsForm';
import { may_at } from '../../lib/abilities';
import { usePlace } from '../area/usePlace';
import { useMe } from '../identity/useMe';
import { type ApprovalRule, approval_rule, save_approval_rule } from './api';

/** Who must say yes before something sounds. */
export function ApprovalRulePage() {
  const { t } = useTranslation('content');
  const { area } = useSearch({ from: '/shell/approval' });
  const place = usePlace(area);
  return (
    <Page title={t('rule.title')} intro={place?.own === false ? place.name : t('rule.intro')}
      width={760}>
      {place ? <RuleOf key={place.area} area={place.area} /> : <Waiting />}
    </Page>
  );
}

function RuleOf({ area }: { area: string }) {
  const { t } = useTranslation('content');
  const me = useMe();
  const client = useQueryClient();
  const key = ['approval-rule', area];
  const query = useQuery({ queryKey: key, queryFn: () => approval_rule(area) });
  return (
    <Loaded query={query}>
      {(data) => {
        const own = data.area === area;
        return (
          <Stack gap="lg">
            {!own && <Note>{t('rule.inherited')}</Note>}
            <SettingsForm key={`${data.area} ${data.version}`}
              begun={own ? data : { ...data, area, version: 0 }}
              editable={may_at(me, area, 'manage_settings')} read_only={t('rule.read_only')}
              save={save_approval_rule}
              on_saved={(saved) => client.setQueryData(key, saved)}
              read_newest={() => void query.refetch()}>
              {(parts) => <Fields {...parts} />}
            </SettingsForm>
          </Stack>
        );
      }}
    </Loaded>
  );
}

function Fields({ draft, editable, set }: SettingsParts<ApprovalRule>) {
  const { t } = useTranslation('content');
  const number = (name: keyof ApprovalRule & `${string}${'approvals' | 'max'}`, most: number) => (
    <NumberField label={t(`rule.${name}`)} min={1} max={most} disabled={!editable} maw={260}
      value={draft[name]} on_change={(value) => set({ [name]: value })} />
  );
  return (
    <>
      <Card>
        <Stack gap="md">
          {number('ordinary_approvals', 3)}
          {number('priority_approvals', 3)}
          <Switch label={t('rule.author')} description={t('rule.author_hint')}
            disabled={!editable} checked={draft.author_may_approve}
            onChange={(event) => set({ author_may_approve: event.currentTarget.checked })} />
          <Switch label={t('rule.wider')} disabled={!editable}
            checked={draft.wider_area_approves}
            onChange={(event) => set({ wider_area_approves: event.currentTarget.checked })} />
        </Stack>
      </Card>
      <Card>
        <Stack gap="md">
          <Radio.Group label={t('rule.emergency')} value={draft.emergency}
            onChange={(value) => set({ emergency: value as ApprovalRule['emergency'] })}>
            <Stack gap="xs" mt="xs">
              {(['two_persons', 'second_factor'] as const).map((one) => (
                <Radio key={one} value={one} disabled={!editable} label={t(`rule.${one}`)}
                  description={t(`rule.${one}_hint`)} />
              ))}
            </Stack>
          </Radio.Group>
          {draft.emergency === 'second_factor' && (
            <>
              {number('second_factor_minutes_max', 60)}
              {number('confirmation_minutes_max', 240)}
            </>
          )}
        </Stack>
      </Card>
    </>
  );
}
