import { Button, Card, Group, NumberInput, Radio, Stack, Switch } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { Note } from '../../components/Note';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { useMe } from '../identity/useMe';
import { type ApprovalRule, approval_rule, save_approval_rule } from './api';

/** Who must say yes before something sounds. */
export function ApprovalRulePage() {
  const { t } = useTranslation('content');
  const { unit } = useMe();
  const query = useQuery({
    queryKey: ['approval-rule', unit.area], queryFn: () => approval_rule(unit.area),
  });
  return (
    <Page title={t('rule.title')} intro={t('rule.intro')} width={760}>
      <Loaded query={query}>
        {(data) => {
          const own = data.area === unit.area;
          return (
            <Form key={data.version} inherited={!own}
              begun={own ? data : { ...data, area: unit.area, version: 0 }} />
          );
        }}
      </Loaded>
    </Page>
  );
}

interface FormProps {
  begun: ApprovalRule;
  inherited: boolean;
}

function Form({ begun, inherited }: FormProps) {
  const { t } = useTranslation('content');
  const client = useQueryClient();
  const editable = may(useMe(), 'manage_settings');
  const [draft, set_draft] = useState(begun);
  const set = (change: Partial<ApprovalRule>) => set_draft((before) => ({ ...before, ...change }));
  const saving = useMutation({
    mutationFn: () => save_approval_rule(draft),
    onSuccess: (saved) => {
      client.setQueryData(['approval-rule', saved.area], saved);
      notifications.show({ message: t('shell:saved') });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const number = (name: keyof ApprovalRule & `${string}${'approvals' | 'max'}`, most: number) => (
    <NumberInput label={t(`rule.${name}`)} min={1} max={most} clampBehavior="strict"
      allowDecimal={false} disabled={!editable} value={draft[name]} maw={260}
      onChange={(value) => set({ [name]: Number(value) || 1 })} />
  );
  return (
    <form onSubmit={send}>
      <Stack gap="lg">
        {inherited && <Note>{t('rule.inherited')}</Note>}
        {!editable && <Note>{t('rule.read_only')}</Note>}
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
        <ProblemNote error={saving.error} />
        {editable && (
          <Group justify="flex-end">
            <Button type="submit" loading={saving.isPending}>{t('shell:save')}</Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
