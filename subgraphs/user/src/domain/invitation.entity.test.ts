import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Invitation, InvitationStatus } from './invitation.entity.js';
import { MemberKind } from './membership.entity.js';

const HOUR = 3_600_000;

const anInvitation = () =>
  new Invitation({
    organizationId: randomUUID(),
    email: 'ada@example.com',
    kind: MemberKind.EMPLOYEE,
    roleIds: [randomUUID()],
    moduleKeys: [],
    metadata: null,
    invitedById: randomUUID(),
    lifetime: HOUR,
  });

describe('Invitation', () => {
  const open = anInvitation();
  const [early, late] = [new Date(open.expiresAt.getTime() - 1), open.expiresAt];
  const somebody = randomUUID();
  const endings = [
    ['accept', (one: Invitation, now: Date) => one.accept(now, somebody), InvitationStatus.ACCEPTED],
    ['decline', (one: Invitation, now: Date) => one.decline(now), InvitationStatus.DECLINED],
    ['revoke', (one: Invitation, now: Date) => one.revoke(now), InvitationStatus.REVOKED],
  ] as const;

  it('is open until its time is over, to the millisecond', () => {
    expect([open.statusAt(early), open.isOpenAt(early)]).toEqual(['PENDING', true]);
    expect([open.statusAt(late), open.isOpenAt(late)]).toEqual(['EXPIRED', false]);
  });

  it.each(endings)('can end: %s', (_name, end, status) => {
    const invitation = anInvitation();
    end(invitation, early);

    expect([invitation.status, invitation.endedAt]).toEqual([status, early]);
    expect(invitation.acceptedById).toBe(status === 'ACCEPTED' ? somebody : null);
    expect(invitation.statusAt(new Date(late.getTime() + HOUR))).toBe(status);
  });

  it('does not end twice, and not after its time', () => {
    for (const [, end] of endings) {
      const [ended, expired] = [anInvitation(), anInvitation()];
      ended.decline(early);
      expired.expire(new Date(late.getTime() + HOUR));

      for (const [, again] of endings) {
        expect(() => again(ended, early)).toThrow(expect.objectContaining({ code: 'INVITATION_NOT_PENDING' }));
        expect(() => again(expired, early)).toThrow(expect.objectContaining({ code: 'INVITATION_EXPIRED' }));
      }
      expect(() => end(anInvitation(), new Date(Date.now() + 2 * HOUR))).toThrow(expect.objectContaining({ code: 'INVITATION_EXPIRED' }));
      expect(() => ended.sendAgain(early, somebody)).toThrow(expect.objectContaining({ code: 'INVITATION_NOT_PENDING' }));
      expect(ended.status).toBe('DECLINED');
    }
  });

  it('is sent again with as much time as at first, in the name of whoever sends it', () => {
    const invitation = anInvitation();
    invitation.sendAgain(early, somebody);

    expect(invitation).toMatchObject({
      lastSentAt: early,
      expiresAt: new Date(early.getTime() + HOUR),
      invitedById: somebody,
      sendCount: 2,
    });
    invitation.sendAgain(late, somebody);
    expect(invitation).toMatchObject({ expiresAt: new Date(late.getTime() + HOUR), sendCount: 3 });
  });

  it('runs out once, and not before its time', () => {
    const invitation = anInvitation();
    expect(() => invitation.expire(early)).toThrow('time left');
    const past = new Date(late.getTime() + HOUR);
    invitation.expire(past);
    invitation.expire(new Date(past.getTime() + HOUR));

    expect([invitation.status, invitation.endedAt]).toEqual(['EXPIRED', past]);
  });
});
