import { may, may_at } from '../../lib/abilities';
import { useAreaName } from '../area/useAreaName';
import { useMe } from '../identity/useMe';
import type { BulletinSummary } from './api';
import { BulletinRow } from './BulletinRow';
import { CopyBulletin } from './CopyBulletin';

/** A line of the archive, and beside it what is done without opening it. */
export function ListedBulletin({ bulletin }: { bulletin: BulletinSummary }) {
  const own = may_at(useMe(), bulletin.area, 'read_bulletins');
  return (
    <div className="row-with-act">
      {own ? <BulletinRow bulletin={bulletin} /> : <FromAbove bulletin={bulletin} />}
      {may(bulletin, 'copy') && (
        <CopyBulletin id={bulletin.id} title={bulletin.title} area={bulletin.area}
          look={own ? 'row' : 'take-row'} />
      )}
    </div>
  );
}

function FromAbove({ bulletin }: { bulletin: BulletinSummary }) {
  return <BulletinRow bulletin={bulletin} by={useAreaName(bulletin.area)} />;
}
