import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconMessage } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { ProblemNote } from '../../components/ProblemNote';
import { offer_undo } from '../../components/notice';
import { may } from '../../lib/abilities';
import { ApproveEmergency } from './ApproveEmergency';
import {
  approve, type Bulletin, bulletin as fetch_bulletin, edit, send_back, withdraw,
} from './api';

const drafts = ['draft', 'returned'];
const acts = ['approve', 'approve-after-second-factor', 'return', 'withdraw'];

/** The decisions that this person may take, at the same place on every screen. */
export function Decide({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation('content');
  const client = useQueryClient();
  const [asking, set_asking] = useState<'approve' | 'return' | 'withdraw'>();
  const settle = async (decided: Bulletin) => {
    client.setQueryData(['bulletin', bulletin.id], decided);
    set_asking(undefined);
    await client.invalidateQueries({ queryKey: ['bulletins'] });
  };
  // Nothing yet: the field is not asked for.
  const [comment, set_comment] = useState<string>();
  const approving = useMutation({
    mutationFn: () => approve(bulletin, comment?.trim()),
    onSuccess: settle,
    // The code that was fresh when the page was drawn may have grown old.
    onError: (error) => {
      if (as_problem(error).code === 'content.second_factor_needed') set_asking('approve');
    },
  });
  const refusing = useMutation({
    mutationFn: (reason: string) =>
      asking === 'withdraw' ? withdraw(bulletin.id, reason) : send_back(bulletin.id, reason),
    onSuccess: async (decided) => {
      await settle(decided);
      // What had gone on from a draft does not come back: it would have to be approved anew.
      if (decided.state !== 'withdrawn' || !drafts.includes(bulletin.state)) return;
      offer_undo(t('decide.withdrawn'), async () => {
        const now = await fetch_bulletin(decided.id);
        await settle(await edit(now.id, now.version, now.body));
      });
    },
  });
  if (!acts.some((act) => may(bulletin, act))) return null;
  const approves = may(bulletin, 'approve') || may(bulletin, 'approve-after-second-factor');
  const emergency = bulletin.body.class === 'emergency';
  const begin = () => (emergency ? set_asking('approve') : approving.mutate());
  return (
    <div className="sticky-bar">
      {asking === undefined && <ProblemNote error={approving.error} />}
      {approves && comment !== undefined && (
        <Textarea label={t('decide.comment')} description={t('decide.comment_hint')} autosize
          minRows={2} maxRows={5} maxLength={1000} mb="sm" data-autofocus value={comment}
          onChange={(event) => set_comment(event.currentTarget.value)} />
      )}
      <Group justify="flex-end" gap="sm">
        {may(bulletin, 'withdraw') && (
          <Button variant="subtle" onClick={() => set_asking('withdraw')}>
            {t('decide.withdraw')}
          </Button>
        )}
        {may(bulletin, 'return') && (
          <Button variant="default" size="md" onClick={() => set_asking('return')}
            leftSection={<IconArrowBackUp size={18} aria-hidden />}>
            {t('decide.return')}
          </Button>
        )}
        {approves && comment === undefined && !emergency && (
          <Button variant="subtle" leftSection={<IconMessage size={18} aria-hidden />}
            onClick={() => set_comment('')}>
            {t('decide.add_comment')}
          </Button>
        )}
        {approves && (
          <Button size="md" loading={approving.isPending} onClick={begin}
            leftSection={<IconCheck size={18} aria-hidden />}>
            {t(bulletin.confirmation_due ? 'decide.confirm' : 'decide.approve')}
          </Button>
        )}
      </Group>
      {asking === 'approve' && (
        <ApproveEmergency bulletin={bulletin} on_done={settle}
          on_close={() => set_asking(undefined)} />
      )}
      {(asking === 'return' || asking === 'withdraw') && (
        <Reason kind={asking} busy={refusing.isPending} error={refusing.error}
          on_close={() => set_asking(undefined)} on_send={(reason) => refusing.mutate(reason)} />
      )}
    </div>
  );
}

interface ReasonProps {
  kind: 'return' | 'withdraw';
  busy: boolean;
  error: unknown;
  on_close: () => void;
  on_send: (reason: string) => void;
}

function Reason({ kind, busy, error, on_close, on_send }: ReasonProps) {
  const { t } = useTranslation('content');
  const [reason, set_reason] = useState('');
  return (
    <Modal opened onClose={on_close} title={<Text fw={600}>{t(`decide.${kind}`)}</Text>}
      closeButtonProps={{ 'aria-label': t('shell:close') }}>
      <Stack gap="md">
        <Textarea label={t(`decide.${kind}_reason`)} description={t(`decide.${kind}_hint`)}
          required autosize minRows={3} data-autofocus value={reason} maxLength={1000}
          onChange={(event) => set_reason(event.currentTarget.value)} />
        <ProblemNote error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
          <Button loading={busy} disabled={!reason.trim()} onClick={() => on_send(reason.trim())}>
            {t(`decide.${kind}`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
