-- Entries are the only truth; everything below them is a view over their bytes.
CREATE TABLE entries (
    seq   INTEGER PRIMARY KEY CHECK (seq > 0),
    hash  BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    entry TEXT NOT NULL
) STRICT;

-- The tree over the entries: complete subtrees of 2^level leaves, written with the entries that complete them. They
-- make proofs quick; `sovang verify` computes its own.
CREATE TABLE nodes (
    level INTEGER NOT NULL CHECK (level >= 0),
    n     INTEGER NOT NULL CHECK (n >= 0),
    hash  BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, n)
) STRICT, WITHOUT ROWID;

-- What the log signed (C2SP tlog-checkpoint), and what witnesses signed since (lines of C2SP tlog-cosignature).
CREATE TABLE checkpoints (
    size INTEGER PRIMARY KEY CHECK (size > 0),
    note TEXT NOT NULL
) STRICT;
CREATE TABLE cosignatures (
    size INTEGER NOT NULL REFERENCES checkpoints (size),
    line TEXT NOT NULL,
    PRIMARY KEY (size, line)
) STRICT, WITHOUT ROWID;

-- Seat-belts against a slip of the hand, not security: what was changed is found by `sovang verify`.
CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed; record a correction'); END;
CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;

-- What was taken back, and by which entry. Some types never are.
CREATE VIEW taken_back AS
SELECT t.entry ->> '$.statement.data.entry.seq' AS seq,
       min(t.seq)                               AS by_seq,
       t.entry ->> '$.statement.data.ground'    AS ground,
       t.entry ->> '$.statement.data.reason'    AS reason
FROM entries t
JOIN entries e ON e.seq = t.entry ->> '$.statement.data.entry.seq'
WHERE t.entry ->> '$.statement.type' = 'entry.taken_back'
  AND e.seq < t.seq
  AND lower(hex(e.hash)) = t.entry ->> '$.statement.data.entry.hash'
  AND NOT EXISTS (SELECT 1 FROM (VALUES ('ledger.*'), ('key.*'), ('entry.*'), ('vault.*'), ('policy.adopted'),
                                        ('calendar.adopted'), ('decision.listed'), ('fund.closed'), ('fund.reopened')) n
                  WHERE e.entry ->> '$.statement.type' GLOB n.column1)
GROUP BY 1;

-- Everything, one row an event; `taken_back_by` names the entry by which it lost its effect.
CREATE VIEW events AS
SELECT e.seq                               AS seq,
       entry ->> '$.recorded'              AS recorded,
       entry ->> '$.statement.on'          AS took_effect_on,
       entry ->> '$.statement.type'        AS type,
       entry ->> '$.statement.schema'      AS schema,
       entry ->> '$.statement.subject'     AS subject,
       entry ->> '$.statement.by'          AS author_key,
       entry ->> '$.statement.id'          AS id,
       entry -> '$.statement.data'         AS data,
       t.by_seq                            AS taken_back_by
FROM entries e
LEFT JOIN taken_back t ON t.seq = e.seq;

-- What stands; the views below count nothing else.
CREATE VIEW standing AS
SELECT * FROM events WHERE taken_back_by IS NULL;

-- Decisions, as they were signed last before being numbered.
CREATE VIEW decisions AS
SELECT substr(s.subject, 10)                  AS decision,
       n.data ->> '$.number'                  AS number,
       n.data ->> '$.symbol'                  AS symbol,
       n.took_effect_on                       AS dated,
       s.took_effect_on                       AS signed_on,
       i.took_effect_on                       AS issued_on,
       s.data ->> '$.capacity'                AS capacity,
       s.data ->> '$.title'                   AS title,
       s.data ->> '$.lines.count'             AS lines,
       (SELECT count(*) FROM standing a WHERE a.subject = s.subject AND a.type = 'decision.annulled')  AS annulments,
       (SELECT count(*) FROM standing c WHERE c.subject = s.subject AND c.type = 'decision.corrected') AS corrections,
       s.seq                                  AS signed_seq
FROM standing s
LEFT JOIN standing n ON n.subject = s.subject AND n.type = 'decision.numbered'
LEFT JOIN standing i ON i.subject = s.subject AND i.type = 'decision.issued'
WHERE s.type = 'decision.signed'
  AND s.seq = (SELECT max(x.seq) FROM standing x WHERE x.subject = s.subject AND x.type = 'decision.signed');

-- Recipients, one row a line of a decision: of the list that its signer had begun last. Corrections are rows of `events`.
CREATE VIEW recipients AS
SELECT d.decision, d.number, d.symbol, d.dated, d.issued_on,
       line.value ->> '$.line'             AS line,
       line.value ->> '$.recipient.id'     AS recipient,
       line.value ->> '$.recipient.name'   AS name,
       line.value ->> '$.recipient.kind'   AS kind,
       line.value ->> '$.recipient.unit'   AS unit,
       line.value ->> '$.form'             AS form,
       line.value ->> '$.reward_type'      AS reward_type,
       line.value ->> '$.amount'           AS amount_dong,
       line.value ->> '$.variance'         AS variance,
       EXISTS (SELECT 1 FROM standing a
               WHERE a.subject = 'decision/' || d.decision AND a.type = 'decision.annulled'
                 AND (a.data -> '$.lines' IS NULL
                      OR EXISTS (SELECT 1 FROM json_each(a.data, '$.lines') l
                                 WHERE l.value = line.value ->> '$.line'))) AS annulled
FROM decisions d
JOIN events s ON s.seq = d.signed_seq
JOIN events part ON part.subject = s.subject AND part.type = 'decision.listed' AND part.author_key = s.author_key
                AND part.seq < s.seq
                AND part.seq >= (SELECT max(b.seq) FROM events b
                                 WHERE b.subject = s.subject AND b.type = 'decision.listed' AND b.author_key = s.author_key
                                   AND b.seq < s.seq AND b.data -> '$.seed' IS NOT NULL)
JOIN json_each(part.data, '$.lines') AS line;

-- Movements of the fund, in đồng; what comes in is positive, what goes out negative, allocations are neither.
CREATE VIEW fund_movements AS
SELECT seq, CAST(substr(subject, 6) AS INTEGER) AS year, took_effect_on, type,
       coalesce(data ->> '$.category', data ->> '$.to') AS category,
       coalesce(data ->> '$.amount', data ->> '$.opening') AS amount_dong,
       CASE type
           WHEN 'fund.opened' THEN data ->> '$.opening'
           WHEN 'fund.appropriated' THEN data ->> '$.amount'
           WHEN 'fund.contributed' THEN data ->> '$.amount'
           WHEN 'fund.repaid' THEN data ->> '$.amount'
           WHEN 'fund.disbursed' THEN -(data ->> '$.amount')
           WHEN 'fund.carried_forward' THEN -(data ->> '$.amount')
           WHEN 'fund.lapsed' THEN -(data ->> '$.amount')
           ELSE 0
       END AS cash_dong,
       data ->> '$.payee.name' AS payee,
       data ->> '$.voucher'    AS voucher
FROM standing
WHERE type LIKE 'fund.%';

-- Petitions, one row a case.
CREATE VIEW petitions AS
SELECT substr(r.subject, 10)                AS petition,
       r.took_effect_on                     AS received_on,
       r.data ->> '$.award_related'         AS award_related,
       coalesce(r.data ->> '$.letters', 1)  AS letters,
       (SELECT c.data ->> '$.kind' FROM standing c
        WHERE c.subject = r.subject AND c.type = 'petition.classified' ORDER BY c.seq DESC LIMIT 1) AS kind,
       (SELECT c.data ->> '$.in_jurisdiction' FROM standing c
        WHERE c.subject = r.subject AND c.type = 'petition.classified' ORDER BY c.seq DESC LIMIT 1) AS in_jurisdiction,
       (SELECT coalesce(x.data ->> '$.due_on', NULL) FROM standing x
        WHERE x.subject = r.subject AND x.type IN ('petition.accepted', 'petition.extended')
        ORDER BY x.seq DESC LIMIT 1)        AS due_on,
       (SELECT x.type FROM standing x WHERE x.subject = r.subject ORDER BY x.seq DESC LIMIT 1) AS last_event,
       r.data ->> '$.summary'               AS summary
FROM standing r
WHERE r.type = 'petition.received';
