//! The bare floor of a pull: page after page over one socket, the bodies counted and thrown away. It
//! parses nothing, checks nothing, and loses orders that move while it walks.
//!
//! `floor_pull http://127.0.0.1:PORT` prints how many pages it read.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use std::io::{self, BufReader, Read as _, Write as _};
use std::net::TcpStream;

const PAGE: usize = 100;

fn main() -> io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_default();
    let host = address.trim_start_matches("http://");
    let mut socket = TcpStream::connect(host)?;
    socket.set_nodelay(true)?;
    let mut answers = BufReader::with_capacity(1 << 18, socket.try_clone()?);
    let (mut page, mut of) = (1, 1);
    let mut body = vec![];
    while page <= of {
        write!(
            socket,
            "GET /wp-json/wc/v3/orders?per_page={PAGE}&page={page}&orderby=id&order=asc HTTP/1.1\r\nHost: {host}\r\n\r\n"
        )?;
        let (length, total) = head(&mut answers)?;
        body.resize(length, 0);
        answers.read_exact(&mut body)?;
        of = total.div_ceil(PAGE);
        page += 1;
    }
    println!("{of}");
    Ok(())
}

/// The answer's length in bytes, and how many orders the store has.
fn head(answers: &mut impl io::BufRead) -> io::Result<(usize, usize)> {
    let (mut length, mut total) = (0, 0);
    let mut line = String::new();
    loop {
        line.clear();
        answers.read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else {
            if line.trim().is_empty() {
                return Ok((length, total));
            }
            continue;
        };
        let value = value.trim().parse().unwrap_or(0);
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value,
            "x-wp-total" => total = value,
            _ => {}
        }
    }
}
