"""A mail server on 127.0.0.1 for tests, over aiosmtpd. smtp_server.py FOLDER

FOLDER/script.json says how it behaves, and is read again at each command:
    tls       "smtps" or "starttls"; else none. FOLDER/own.pem and own.key are its certificate.
    login     "user:password" that it asks for
    answers   instead of its own: to "greeting", "auth", "mail", "data", "message" (after the dot),
              and to recipients, {"a@example.com": "550 no"} under "rcpt"
    hangs     the step that it never answers, one of those
    hangs_up  the step at which it closes the connection
A message that it takes is FOLDER/N.eml, its envelope FOLDER/N.json. Prints its port.
"""
import asyncio
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder = pathlib.Path(sys.argv[1])


def script():
    return json.loads((folder / "script.json").read_text())


class Handler:
    def __init__(self):
        self.count = 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos,
                "tls": session.ssl is not None, "login": bool(session.authenticated)}
        (folder / f"{self.count}.eml").write_bytes(envelope.original_content)
        (folder / f"{self.count}.json").write_text(json.dumps(mail))
        return await server.scripted("message") or "250 2.0.0 taken"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = script().get("answers", {}).get("rcpt", {}).get(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 2.1.5 fine"


class Server(SMTP):
    greeted = False

    async def scripted(self, step):
        if script().get("hangs") == step:
            await asyncio.sleep(3600)
        if script().get("hangs_up") == step:
            self.transport.abort()
        return script().get("answers", {}).get(step)

    async def push(self, status):
        if not self.greeted:
            self.greeted = True
            status = await self.scripted("greeting") or status
        await super().push(status)

    async def smtp_AUTH(self, arg):
        answer = await self.scripted("auth")
        await (self.push(answer) if answer else super().smtp_AUTH(arg))

    async def smtp_MAIL(self, arg):
        answer = await self.scripted("mail")
        await (self.push(answer) if answer else super().smtp_MAIL(arg))

    async def smtp_DATA(self, arg):
        answer = await self.scripted("data")
        await (self.push(answer) if answer else super().smtp_DATA(arg))


def is_known(server, session, envelope, mechanism, data):
    user, password = script()["login"].encode().split(b":", 1)
    return AuthResult(success=data.login == user and data.password == password, handled=False)


async def main():
    tls = script().get("tls")
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "own.pem", folder / "own.key")
    handler = Handler()

    def serve():
        login = "login" in script()
        return Server(handler, hostname="mail.test", enable_SMTPUTF8=False,
                      tls_context=context if tls == "starttls" else None,
                      auth_required=login, auth_require_tls=login and tls == "starttls",
                      auth_exclude_mechanism=() if login else ("LOGIN", "PLAIN"),
                      authenticator=is_known if login else None)

    server = await asyncio.get_running_loop().create_server(
        serve, "127.0.0.1", 0, ssl=context if tls == "smtps" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
