//! Which addresses may be called (内网地址防护): a webhook is entered by people, and must not reach into our own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// A name led to an address that is not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a public address")]
pub(crate) struct NotPublic(pub(crate) IpAddr);

/// Looks names up and refuses those that lead to an address of a network of one's own.
///
/// The address that was looked at is the one that is called: there is no second look-up to be answered otherwise.
#[derive(Debug)]
pub(crate) struct PublicOnly(DefaultResolver);

impl PublicOnly {
    pub(crate) fn new() -> PublicOnly {
        PublicOnly(DefaultResolver::default())
    }
}

impl Resolver for PublicOnly {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        // One private address among public ones is a name that somebody bends.
        match found.iter().map(std::net::SocketAddr::ip).find(|address| !is_public(*address)) {
            Some(address) => Err(ureq::Error::Other(Box::new(NotPublic(address)))),
            None => Ok(found),
        }
    }
}

/// An address block: its first address and how many bits of it count.
struct Block<A>(A, u32);

const V4: &[Block<Ipv4Addr>] = &[
    Block(Ipv4Addr::UNSPECIFIED, 8),
    Block(Ipv4Addr::new(10, 0, 0, 0), 8),
    Block(Ipv4Addr::new(100, 64, 0, 0), 10),
    Block(Ipv4Addr::new(127, 0, 0, 0), 8),
    Block(Ipv4Addr::new(169, 254, 0, 0), 16),
    Block(Ipv4Addr::new(172, 16, 0, 0), 12),
    Block(Ipv4Addr::new(192, 0, 0, 0), 24),
    Block(Ipv4Addr::new(192, 0, 2, 0), 24),
    Block(Ipv4Addr::new(192, 88, 99, 0), 24),
    Block(Ipv4Addr::new(192, 168, 0, 0), 16),
    Block(Ipv4Addr::new(198, 18, 0, 0), 15),
    Block(Ipv4Addr::new(198, 51, 100, 0), 24),
    Block(Ipv4Addr::new(203, 0, 113, 0), 24),
    Block(Ipv4Addr::new(224, 0, 0, 0), 4),
    Block(Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Of IPv6 only this block is handed out to the public.
const GLOBAL: Block<Ipv6Addr> = Block(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What of [`GLOBAL`] is not: special purposes, documentation, and addresses that carry an IPv4 address.
const V6: &[Block<Ipv6Addr>] = &[
    Block(Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    Block(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    Block(Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    Block(Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// True of an address that anybody on the internet may call.
///
/// Source: the registries of special-purpose addresses, RFC 6890 and its updates.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let bits = u32::from(address);
            !V4.iter().any(|Block(first, length)| same(bits.into(), u32::from(*first).into(), 32 - length))
        }
        IpAddr::V6(address) => {
            let within = |Block(first, length): &Block<Ipv6Addr>| {
                same(u128::from(address), u128::from(*first), 128 - length)
            };
            within(&GLOBAL) && !V6.iter().any(within)
        }
    }
}

fn same(one: u128, other: u128, free: u32) -> bool {
    one >> free == other >> free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        for private in [
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.19.0.1",
            "203.0.113.5",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2002:7f00:1::",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in
            ["1.1.1.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "223.5.5.5", "240e::1", "2408:8000::1"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }
}
