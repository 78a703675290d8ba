import type { BulletinState, PersonName, Rendering } from '../src/features/content/api';
import { new_body } from '../src/features/content/body';
import { commune, type StoredBulletin } from './state';

const vaccination = `Kính thưa bà con xã Vĩnh Thuận,

Trạm Y tế xã tổ chức tiêm chủng cho trẻ dưới 5 tuổi vào ngày 25/11/2026, từ 7h30 đến 11h00, tại Trạm Y tế xã.

Bà con mang theo sổ tiêm chủng và giấy khai sinh của trẻ. Mọi thắc mắc xin gọi 0297 3829 115.

Trân trọng cảm ơn bà con đã lắng nghe.`;

const water = `Kính thưa bà con,

Theo Công văn số 1316/TTCSTTĐN-TTCS, UBND xã thông báo lịch cấp nước sạch nông thôn tháng 12/2026.

Ấp Vĩnh Đông 1 và ấp Kinh 1 tạm ngưng cấp nước từ 8h00 đến 15h00 ngày 28/11/2026 để súc rửa đường ống. Bà con trữ khoảng 200 lít nước để dùng.`;

const market = `Kính thưa bà con,

Ban quản lý chợ Vĩnh Thuận nhắc các hộ kinh doanh nộp phí quý IV/2026 trước ngày 10/12/2026. Mức thu 450.000 đồng mỗi sạp, không thay đổi.`;

const mosquitoes = `Kính thưa bà con,

Mùa mưa, sốt xuất huyết dễ thành dịch. Mỗi tuần bà con dành 10 phút diệt lăng quăng: đậy kín lu, khạp; lật úp vật chứa nước; thả cá vào bể lớn.

Sốt cao liên tục từ 2 ngày trở lên, hãy đến ngay trạm y tế. Không tự ý truyền dịch tại nhà.`;

const roads = `Kính thưa bà con,

Từ ngày 01/12/2026, lực lượng chức năng toàn tỉnh tăng cường xử lý vi phạm nồng độ cồn, chạy quá tốc độ và không đội mũ bảo hiểm. Đã uống rượu bia thì không lái xe.`;

const binh = { user: 'binh', name: 'Phan Thị Bình' };
const khoa = { user: 'khoa', name: 'Đặng Anh Khoa' };
const lan = { user: 'lan', name: 'Nguyễn Thị Lan' };
const minh = { user: 'minh', name: 'Trần Văn Minh' };
const hour = 3_600_000;

export function sound(duration_ms: number, made_at: number): Rendering {
  const audio = { sha256: `${duration_ms}`, size_bytes: duration_ms * 4, duration_ms };
  return { language: 'vi', audio, made_at, variant_digest: '' };
}

type Steps = [BulletinState, PersonName, number][];

function sample(
  id: string, title: string, text: string, steps: Steps, ms?: number, area = commune.path,
) {
  const versions = steps.map(([state, changed_by, changed_at], index) =>
    ({ version: index + 1, state, changed_by, changed_at }));
  const last = versions.at(-1)!;
  const bulletin: StoredBulletin = {
    id, body: new_body(area, title, text, last.changed_at), state: last.state,
    author: steps[0]![1], changed_by: last.changed_by, changed_at: last.changed_at,
    created_at: versions[0]!.changed_at, version: last.version, versions,
    renderings: ms ? [sound(ms, last.changed_at)] : [],
    approvals: versions.filter((one) => one.state === 'approved')
      .map((one) => ({ person: one.changed_by, at: one.changed_at, second_factor: false })),
  };
  return bulletin;
}

/** One bulletin at each station of the way: scheduled, waiting for approval, draft. */
export function sample_bulletins(now: number): StoredBulletin[] {
  const ago = (hours: number) => now - hours * hour;
  return [
    sample('b-vaccination', 'Lịch tiêm chủng cho trẻ dưới 5 tuổi', vaccination, [
      ['draft', lan, ago(50)], ['submitted', lan, ago(28)], ['approved', minh, ago(26)],
      ['scheduled', lan, ago(25)],
    ], 18_000),
    sample('b-water', 'Tạm ngưng cấp nước để súc rửa đường ống', water, [
      ['draft', lan, ago(5)], ['submitted', lan, ago(2)],
    ], 21_000),
    sample('b-market', 'Nhắc nộp phí chợ quý IV', market, [['draft', lan, ago(1)]]),
  ];
}

/** What the province has approved for its communes. */
export function sample_from_above(now: number): StoredBulletin[] {
  const ago = (hours: number) => now - hours * hour;
  const approved = (hours: number): Steps => [
    ['draft', binh, ago(hours + 20)], ['submitted', binh, ago(hours + 6)],
    ['approved', khoa, ago(hours)],
  ];
  return [
    sample('b-mosquitoes', 'Diệt lăng quăng, phòng sốt xuất huyết', mosquitoes, approved(30),
      24_000, '91'),
    sample('b-roads', 'Tăng cường xử lý vi phạm giao thông cuối năm', roads, approved(75),
      17_000, '91'),
  ];
}
