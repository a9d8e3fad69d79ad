//! A way to the server that counts what is sent over it, and can be cut.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::database::variable;

/// Listens until it is dropped with the process.
pub struct Proxy {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    open: Vec<TcpStream>,
    /// The text of each statement, in the order in which they were sent.
    statements: Vec<String>,
    /// Whether new connections are refused.
    closed: bool,
}

impl Proxy {
    /// Before the tests' server.
    pub fn new() -> Option<Self> {
        let url = variable("SEEDBANK_TEST_POSTGRES")?;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::<Mutex<State>>::default();
        let shared = state.clone();
        let socket = format!("{}/.s.PGSQL.{}", parameter(&url, "host"), parameter(&url, "port"));
        thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                let mut state = shared.lock().unwrap();
                if state.closed {
                    continue;
                }
                let server = UnixStream::connect(&socket).unwrap();
                state.open.push(client.try_clone().unwrap());
                let shared = shared.clone();
                thread::spawn(move || join(client, server, &shared));
            }
        });
        Some(Self { port, state })
    }

    /// The URL of the server through this way, with parameters.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/seedbank?sslmode=disable", self.port)
    }

    /// Cuts what is connected, as a broken cable would.
    pub fn cut(&self) {
        for stream in self.state.lock().unwrap().open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Lets nobody in from here on.
    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
    }

    /// The statements that were sent since it was asked last.
    pub fn statements(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().statements)
    }
}

fn parameter<'u>(url: &'u str, name: &str) -> &'u str {
    let (_, query) = url.split_once('?').unwrap();
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.unwrap()
}

fn join(mut client: TcpStream, mut server: UnixStream, state: &Mutex<State>) {
    let (mut back, mut from_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let answers = thread::spawn(move || {
        let _ = std::io::copy(&mut from_server, &mut back);
        let _ = back.shutdown(Shutdown::Both);
    });
    let mut started = false;
    // Ends when either side does.
    let _ = (|| -> std::io::Result<()> {
        loop {
            // A kind, but for the first message; then the length, which counts itself.
            let mut head = vec![0; if started { 5 } else { 4 }];
            client.read_exact(&mut head)?;
            let length = u32::from_be_bytes(head[head.len() - 4..].try_into().unwrap());
            let mut body = vec![0; length as usize - 4];
            client.read_exact(&mut body)?;
            let text = |bytes: &[u8]| {
                let end = bytes.iter().position(|byte| *byte == 0).unwrap();
                String::from_utf8_lossy(&bytes[..end]).into_owned()
            };
            match (started, head[0]) {
                (true, b'Q') => state.lock().unwrap().statements.push(text(&body)),
                // After the statement's own name.
                (true, b'P') => {
                    assert_eq!(body[0], 0, "a named statement: {}", text(&body));
                    state.lock().unwrap().statements.push(text(&body[1..]));
                }
                _ => {}
            }
            started = true;
            server.write_all(&head)?;
            server.write_all(&body)?;
        }
    })();
    let _ = server.shutdown(Shutdown::Both);
    let _ = answers.join();
}
