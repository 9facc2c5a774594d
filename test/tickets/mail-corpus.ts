import { Buffer } from "node:buffer";
import { vouched } from "./mail.ts";

/** A message as odd ones are, and what it must come to. */
export type Odd = { name: string; raw: Buffer; ends: "ticket" | "held" | "noted"; says?: RegExp; files?: number };

const HEAD = ["From: Ada <ada@example.test>", "Subject: Odd one", "MIME-Version: 1.0"];
let count = 0;

const odd = (name: string, lines: (string | Buffer)[], rest: Omit<Odd, "name" | "raw">): Odd => {
  count += 1;
  const all = [vouched(), `Message-ID: <odd-${count}@client.test>`, ...lines];
  const raw = Buffer.concat(all.flatMap((line) => [Buffer.from(line), Buffer.from("\r\n")]));
  return { name, raw, ...rest };
};
const typed = (type: string, encoding: string, body: string | Buffer, says: RegExp) => (name: string) =>
  odd(name, [...HEAD, `Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, "", body], {
    ends: "ticket",
    says,
  });
const parts = (type: string, ...inside: string[][]) => [
  ...HEAD,
  `Content-Type: ${type}; boundary="bb"`,
  "",
  ...inside.flatMap((lines) => ["--bb", ...lines]),
  "--bb--",
];
const PLAIN = ["Content-Type: text/plain; charset=utf-8", "", "The merge fails."];
const nested = (depth: number): string[] =>
  depth === 0
    ? ["Content-Type: text/plain", "", "Deep down."]
    : [`Content-Type: multipart/mixed; boundary="n${depth}"`, "", `--n${depth}`, ...nested(depth - 1), `--n${depth}--`];

const CALENDAR = (method: string) => [
  `Content-Type: text/calendar; method=${method}; charset=utf-8`,
  "",
  "BEGIN:VCALENDAR",
  `METHOD:${method}`,
  "END:VCALENDAR",
];

export const CORPUS: Odd[] = [
  typed(
    "text/plain; charset=iso-8859-1",
    "8bit",
    Buffer.from("Sch\xf6ne Gr\xfc\xdfe", "latin1"),
    /Schöne Grüße/,
  )("Latin 1"),
  typed("text/plain; charset=windows-1252", "quoted-printable", "=80 5 =96 it fails", /€ 5 – it fails/)("Windows 1252"),
  typed("text/plain; charset=iso-2022-jp", "7bit", "\x1b$B4A;z\x1b(B", /漢字/)("ISO-2022-JP"),
  typed("text/plain; charset=koi8-r", "8bit", Buffer.from("f0d2c9d7c5d4", "hex"), /Привет/)("KOI8-R"),
  typed(
    "text/plain; charset=utf-16le",
    "base64",
    Buffer.from("ŁUKASZ", "utf16le").toString("base64"),
    /ŁUKASZ/,
  )("UTF-16"),
  typed("text/plain; charset=x-made-up", "7bit", "Still readable", /Still readable/)("a charset nobody knows"),
  typed(
    "text/plain",
    "8bit",
    Buffer.from([0x66, 0xc3, 0x28, 0x6f, 0x00, 0x78]),
    /f/,
  )("bytes that are no UTF-8, and a zero"),
  typed("text/plain", "base64", "!!! this is not base64 !!!", /./s)("broken base64"),
  typed("text/plain", "quoted-printable", "50=2 =ZZ off=", /50/)("broken quoted-printable"),
  typed(
    "text/html",
    "7bit",
    '<p>It <b>fails</b>.</p><script>alert(1)</script><style>p{}</style><img src="https://t.test/x.gif" onerror=alert(1)>',
    /It fails\./,
  )("HTML alone"),
  typed(
    "text/html",
    "7bit",
    '<div dir="ltr">Works now.<div><br></div><div>Thank you</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Tue, 9 Jun 2026 at 11:00, Bo Answers &lt;<a href="mailto:bo@example.test">bo@example.test</a>&gt; wrote:<br></div><blockquote class="gmail_quote"><div>Try again.</div></blockquote></div>',
    /^Works now\.\s+Thank you$/,
  )("HTML as Gmail writes it"),
  typed(
    "text/html",
    "7bit",
    '<html><body><p class="MsoNormal">Works now.</p><div style="border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Bo Answers &lt;bo@example.test&gt;<br><b>Sent:</b> Tuesday, June 9, 2026 11:00<br><b>To:</b> Ada<br><b>Subject:</b> RE: Merge</p></div><p class="MsoNormal">Try again.</p></body></html>',
    /^Works now\.$/,
  )("HTML as Outlook writes it"),
  odd(
    "HTML beside text",
    parts("multipart/alternative", PLAIN, ["Content-Type: text/html", "", "<h1>Other words</h1>"]),
    { ends: "ticket", says: /^The merge fails\.$/ },
  ),
  odd("a boundary that never comes", [...HEAD, 'Content-Type: multipart/mixed; boundary="none"', "", "Just text."], {
    ends: "ticket",
  }),
  odd("a multipart that is never closed", [...parts("multipart/mixed", PLAIN).slice(0, -1)], {
    ends: "ticket",
    says: /The merge fails/,
  }),
  odd("no body", [...HEAD], { ends: "ticket", says: /no text/ }),
  odd("no subject", ["From: ada@example.test", "", "Hello"], { ends: "ticket", says: /Hello/ }),
  odd(
    "a subject in pieces",
    ["From: ada@example.test", "Subject: =?utf-8?Q?Sch=C3?= =?utf-8?Q?=B6n?= =?x?B?!!?=", "", "Hello"],
    { ends: "ticket" },
  ),
  odd(
    "a subject with line breaks and signs that turn text around",
    ["From: ada@example.test", "Subject: =?utf-8?Q?a=0D=0ABcc:_x=E2=80=AE?=", "", "Hello"],
    { ends: "ticket" },
  ),
  odd("a hundred levels", [...HEAD, ...nested(100)], { ends: "ticket", says: /Deep down/ }),
  odd("more parts than anybody writes", parts("multipart/mixed", ...Array.from({ length: 800 }, () => PLAIN)), {
    ends: "held",
  }),
  odd("a head without end", [...HEAD, `X-Long: ${"x".repeat(1_500_000)}`, "", "Hello"], { ends: "held" }),
  odd("HTML deeper than a stack", [...HEAD, "Content-Type: text/html", "", `${"<div>".repeat(50_000)}deep`], {
    ends: "ticket",
  }),
  odd("five megabytes of text", [...HEAD, "", "It fails. ".repeat(500_000)], {
    ends: "ticket",
    says: /The rest was cut off/,
  }),
  odd("lines without end", [...HEAD, "", "a".repeat(1_000_000)], { ends: "ticket" }),
  odd(
    "winmail.dat",
    parts("multipart/mixed", PLAIN, [
      'Content-Type: application/ms-tnef; name="winmail.dat"',
      "Content-Transfer-Encoding: base64",
      "",
      Buffer.from("\x78\x9f\x3e\x22 tnef", "latin1").toString("base64"),
    ]),
    { ends: "ticket", files: 1 },
  ),
  odd(
    "a signed message",
    parts('multipart/signed; protocol="application/pgp-signature"', PLAIN, [
      "Content-Type: application/pgp-signature",
      "",
      "-----BEGIN PGP SIGNATURE-----",
    ]),
    { ends: "ticket", says: /The merge fails/, files: 1 },
  ),
  odd(
    "an encrypted one",
    [
      ...HEAD,
      'Content-Type: application/pkcs7-mime; name="smime.p7m"',
      "Content-Transfer-Encoding: base64",
      "",
      "MIAGCSqGSIb3",
    ],
    { ends: "ticket", says: /no text/, files: 1 },
  ),
  odd(
    "a message in a message",
    parts("multipart/mixed", PLAIN, [
      "Content-Type: message/rfc822",
      "",
      "From: eve@evil.test",
      "Subject: inner",
      "",
      "Inner words",
    ]),
    { ends: "ticket", says: /^The merge fails\.$/, files: 1 },
  ),
  odd("an invitation", parts("multipart/mixed", PLAIN, CALENDAR("REQUEST")), { ends: "ticket", files: 1 }),
  odd("an answer to an invitation", parts("multipart/alternative", PLAIN, CALENDAR("REPLY")), { ends: "held" }),
  odd("two senders", ["From: ada@example.test, zoe@example.test", "", "Hello"], { ends: "held" }),
  odd("two From lines", ["From: ada@example.test", "From: zoe@example.test", "", "Hello"], { ends: "held" }),
  odd("a group as sender", ["From: Desk: ada@example.test, zoe@example.test;", "", "Hello"], { ends: "held" }),
  odd("no sender", ["Subject: Hello", "", "Hello"], { ends: "held" }),
  odd("a sender that is no address", ["From: ada", "", "Hello"], { ends: "held" }),
  odd("a sender in capitals and in a comment", ["From: (Ada) <ADA@Example.TEST>", "", "Hello"], { ends: "ticket" }),
  odd(
    "a bounce of something that was not ours",
    [
      "Return-Path: <>",
      "From: MAILER-DAEMON@relay.test",
      'Content-Type: multipart/report; report-type=delivery-status; boundary="bb"',
      "",
      "--bb",
      "Content-Type: message/delivery-status",
      "",
      "Action: failed",
      "Status: 5.1.1",
      "",
      "--bb--",
    ],
    { ends: "held" },
  ),
  odd(
    "a read receipt",
    [
      "From: ada@example.test",
      "Auto-Submitted: auto-replied",
      'Content-Type: multipart/report; report-type=disposition-notification; boundary="bb"',
      "",
      "--bb",
      ...PLAIN,
      "--bb--",
    ],
    { ends: "held" },
  ),
  odd(
    "a read receipt that does not say that nobody wrote it",
    [
      "From: ada@example.test",
      'Content-Type: multipart/report; report-type=disposition-notification; boundary="bb"',
      "",
      "--bb",
      ...PLAIN,
      "--bb--",
    ],
    { ends: "held" },
  ),
  odd("what the mail server takes for spam", ["From: ada@example.test", "X-Spam-Flag: YES", "", "Buy"], {
    ends: "held",
  }),
  odd("a list", ["From: ada@example.test", "List-Id: <dev.example.test>", "Precedence: list", "", "Hello all"], {
    ends: "held",
  }),
  odd("a mail that says it is ours", ["From: support@help.example.test", "", "Hello"], { ends: "noted" }),
  odd("only a body", ["", "No head at all"], { ends: "held" }),
  odd("bytes of no kind", [Buffer.from(Array.from({ length: 4000 }, (_, n) => (n * 7919) % 256))], { ends: "held" }),
  odd(
    "a thousand names",
    [
      "From: ada@example.test",
      `References: ${Array.from({ length: 5000 }, (_, n) => `<${n}@x.test>`).join(" ")}`,
      "",
      "Hello",
    ],
    { ends: "ticket" },
  ),
];
