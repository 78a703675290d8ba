import type { EmergencyTemplate } from '../src/features/emergency/api';
import type { StoredEmergency } from './state';

const minute = 60_000;
const day = 24 * 60 * minute;

const template = (
  id: string, hazard: string, name: string, title: string, text: string, area = '',
): EmergencyTemplate => ({
  id, area, hazard, name, title, text, siren: true, minutes: 60, version: 1, changed_at: 0,
  abilities: [],
});

export function sample_templates(area: string): EmergencyTemplate[] {
  return [
    template('t-tide', 'flood', 'Triều cường kênh Vĩnh Thuận', 'Cảnh báo triều cường',
      'Thông báo khẩn cấp. Triều cường đang lên nhanh trên kênh Vĩnh Thuận. Bà con ấp Vĩnh Đông 1, '
      + 'ấp Kinh 1 đưa người già, trẻ em đến Trường tiểu học Vĩnh Thuận 2. Ngắt điện trước khi '
      + 'nước vào nhà.', area),
    template('t-storm', 'storm', 'Bão', 'Cảnh báo bão',
      'Thông báo khẩn cấp. Bão sắp ảnh hưởng đến địa bàn. Bà con chằng chống nhà cửa, đưa ghe xuồng '
      + 'vào nơi neo đậu, chuẩn bị nước uống và lương thực. Người ở nhà không kiên cố đến nơi '
      + 'tránh trú theo hướng dẫn.'),
    template('t-wind', 'whirlwind', 'Dông lốc, sét', 'Cảnh báo dông lốc',
      'Thông báo khẩn cấp. Ít phút tới có dông mạnh kèm lốc và sét. Bà con vào nhà kiên cố, tránh '
      + 'xa cây to và cột điện. Người đang trên sông, ngoài đồng về ngay nơi trú.'),
    template('t-fire', 'fire', 'Cháy, nổ', 'Cảnh báo cháy',
      'Thông báo khẩn cấp. Đang có cháy lớn. Bà con ở gần rời đi ngay theo hướng dẫn, nhường đường '
      + 'cho xe chữa cháy, không quay lại lấy tài sản.'),
    template('t-salt', 'salt_intrusion', 'Xâm nhập mặn', 'Thông báo khẩn về xâm nhập mặn',
      'Thông báo khẩn. Độ mặn trên kênh đang tăng cao. Bà con không lấy nước tưới, tích trữ nước '
      + 'ngọt và đóng kín cống, bọng cho đến khi có thông báo mới.'),
    template('t-epidemic', 'epidemic', 'Dịch bệnh', 'Thông báo khẩn về dịch bệnh',
      'Thông báo khẩn. Trên địa bàn có ca bệnh truyền nhiễm nguy hiểm. Bà con đeo khẩu trang, hạn '
      + 'chế tụ tập. Ai có triệu chứng liên hệ ngay trạm y tế.'),
  ];
}

/** The exercise of three weeks ago, with the cluster that did not answer. */
export function past_exercise(area: string, now: number): StoredEmergency {
  const raised_at = now - 21 * day;
  const on_air_at = raised_at + minute;
  const ended_at = on_air_at + 9 * minute;
  const lan = { user: 'lan', name: 'Nguyễn Thị Lan' };
  const minh = { user: 'minh', name: 'Trần Văn Minh' };
  const deed = (at: number, what: string, by: typeof lan) =>
    ({ at, what, by, second_factor: false, note: '' });
  const [tide] = sample_templates(area);
  const text = tide?.text ?? '';
  return {
    id: 'e-exercise', title: 'DIỄN TẬP: Cảnh báo triều cường', mode: 'exercise', hazard: 'flood',
    request: { targets: { areas: [area] }, mode: 'exercise', title: 'Cảnh báo triều cường', text,
      siren: true, minutes: 15 },
    area, devices: 3, device_ids: ['d-1', 'd-2', 'd-3'], stage: 'over', ending: 'all_clear',
    raised_at, raised_by: minh, confirmed_by: lan, on_air_at, ended_at,
    speech: { text, problem: '' },
    closing: { text: 'Cuộc diễn tập đã kết thúc. Xin cảm ơn bà con.', problem: '' },
    history: [
      deed(raised_at, 'raised', minh), deed(on_air_at, 'confirmed', lan),
      deed(on_air_at, 'went_on_air', lan), deed(ended_at, 'all_clear', minh),
    ],
    version: 5,
  };
}
