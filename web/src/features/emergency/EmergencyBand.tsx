import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { may } from '../../lib/abilities';
import { type Emergency, emergencies } from './api';
import { is_open } from './emergency';

/** Above every page while one sounds or waits: nobody has to be told where to look. */
export function EmergencyBand() {
  const { t } = useTranslation('shell');
  // A role that may see no runs is refused; it then has nothing to see here either.
  const list = useQuery({
    queryKey: ['emergencies', 'open'], queryFn: () => emergencies(undefined, 10),
    refetchInterval: 30_000, retry: false,
  });
  const open = (list.data?.items ?? []).filter(is_open);
  if (open.length === 0) return null;
  return (
    <div role="region" aria-label={t('band.name')}>
      {open.map((one) => <Line key={one.id} emergency={one} />)}
    </div>
  );
}

function Line({ emergency }: { emergency: Emergency }) {
  const { t } = useTranslation('shell');
  const { id, title, stage, mode, board } = emergency;
  const words = may(emergency, 'confirm') ? t('band.confirm')
    : stage === 'waiting' ? t('band.waiting')
      : t('band.on_air', { sounded: board.sounded, devices: board.devices });
  return (
    <Link to="/emergency/$id" params={{ id }} className="emergency-band" data-mode={mode}>
      <strong>{title}</strong> <span className="numbers">{words}</span>
    </Link>
  );
}
