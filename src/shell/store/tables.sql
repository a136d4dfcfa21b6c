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

-- Everything, one row an event.
CREATE VIEW events AS
SELECT seq,
       entry ->> '$.recorded'          AS recorded,
       entry ->> '$.statement.on'      AS took_effect_on,
       entry ->> '$.statement.type'    AS type,
       entry ->> '$.statement.schema'  AS schema,
       entry ->> '$.statement.subject' AS subject,
       entry ->> '$.statement.by'      AS author_key,
       entry ->> '$.statement.id'      AS id,
       entry -> '$.statement.data'     AS data
FROM entries;

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
       json_array_length(s.data, '$.lines')   AS lines,
       (SELECT count(*) FROM events a WHERE a.subject = s.subject AND a.type = 'decision.annulled')  AS annulments,
       (SELECT count(*) FROM events c WHERE c.subject = s.subject AND c.type = 'decision.corrected') AS corrections,
       s.seq                                  AS signed_seq
FROM events s
LEFT JOIN events n ON n.subject = s.subject AND n.type = 'decision.numbered'
LEFT JOIN events i ON i.subject = s.subject AND i.type = 'decision.issued'
WHERE s.type = 'decision.signed'
  AND s.seq = (SELECT max(x.seq) FROM events x WHERE x.subject = s.subject AND x.type = 'decision.signed');

-- Recipients, one row a line of a decision. Corrections are rows of `events`.
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
       EXISTS (SELECT 1 FROM events a
               WHERE a.subject = 'decision/' || d.decision AND a.type = 'decision.annulled'
                 AND (a.data -> '$.lines' IS NULL
                      OR EXISTS (SELECT 1 FROM json_each(a.data, '$.lines') l
                                 WHERE l.value = line.value ->> '$.line'))) AS annulled
FROM decisions d
JOIN entries e ON e.seq = d.signed_seq
JOIN json_each(e.entry, '$.statement.data.lines') AS line;

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
FROM events
WHERE type LIKE 'fund.%';

-- Petitions, one row a case.
CREATE VIEW petitions AS
SELECT substr(r.subject, 10)                AS petition,
       r.took_effect_on                     AS received_on,
       r.data ->> '$.award_related'         AS award_related,
       coalesce(r.data ->> '$.letters', 1)  AS letters,
       (SELECT c.data ->> '$.kind' FROM events c
        WHERE c.subject = r.subject AND c.type = 'petition.classified' ORDER BY c.seq DESC LIMIT 1) AS kind,
       (SELECT c.data ->> '$.in_jurisdiction' FROM events c
        WHERE c.subject = r.subject AND c.type = 'petition.classified' ORDER BY c.seq DESC LIMIT 1) AS in_jurisdiction,
       (SELECT coalesce(x.data ->> '$.due_on', NULL) FROM events x
        WHERE x.subject = r.subject AND x.type IN ('petition.accepted', 'petition.extended')
        ORDER BY x.seq DESC LIMIT 1)        AS due_on,
       (SELECT x.type FROM events x WHERE x.subject = r.subject ORDER BY x.seq DESC LIMIT 1) AS last_event,
       r.data ->> '$.summary'               AS summary
FROM events r
WHERE r.type = 'petition.received';
